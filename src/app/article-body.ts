// A publisher's markup made fit to read: sanitised, addresses of pictures ours, headings below the title, nothing that moves by itself.

import DOMPurify, { type Config } from 'dompurify';
import type { Body, Headline, Picture } from '../core/model.ts';
import { chooseSize } from '../core/picture-choice.ts';
import type { Strings } from '../core/strings/en.ts';

const CONFIG = {
  USE_PROFILES: { html: true, mathMl: true },
  FORBID_TAGS: [
    'style',
    'form',
    'input',
    'button',
    'textarea',
    'select',
    'option',
    'dialog',
    'font',
    'center',
    'map',
    'area',
  ],
  FORBID_ATTR: [
    'style',
    'class',
    'srcset',
    'sizes',
    'autoplay',
    'bgcolor',
    'align',
    'valign',
    'border',
    'face',
    'color',
    'tabindex',
    'contenteditable',
    'popover',
    'role',
    'slot',
    'part',
    'is',
    'nonce',
    'usemap',
    'background',
  ],
  ALLOW_DATA_ATTR: false,
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:|#|\/|[^:]*$)/i,
  SANITIZE_NAMED_PROPS: true,
  RETURN_DOM_FRAGMENT: true,
} satisfies Config;

/** DOMPurify's own mark on ids, so that none of them reaches the page's own names. */
const ID_PREFIX = 'user-content-';

/** Characters from which on a text is more than a note. */
const LONG = 600;

export interface ReadableBody {
  readonly content: DocumentFragment;
  /** The lead picture stands in the text already. */
  readonly holdsLead: boolean;
  /** Long enough to begin with a large letter. */
  readonly isLong: boolean;
}

/** Made before they are asked for; each is given away once, for it holds nodes. */
const prepared = new WeakMap<Body, { readonly readable: ReadableBody; readonly strings: Strings }>();

export function prepareBody(body: Body, headline: Headline, strings: Strings): void {
  prepared.set(body, { readable: makeReadable(body, headline, strings), strings });
}

export function readableBody(body: Body, headline: Headline, strings: Strings): ReadableBody {
  const ready = prepared.get(body);
  prepared.delete(body);
  return ready?.strings === strings ? ready.readable : makeReadable(body, headline, strings);
}

function makeReadable(body: Body, headline: Headline, strings: Strings): ReadableBody {
  const content = sanitise(body.html, strings);
  const pictures = new Map(body.pictures.map(picture => [picture.src, picture]));
  if (headline.lead) pictures.set(headline.lead.src, pictures.get(headline.lead.src) ?? headline.lead);
  dropRepeatedTitle(content, headline.title);
  lowerHeadings(content);
  for (const image of content.querySelectorAll('img')) placePicture(image, pictures, headline, strings);
  for (const link of content.querySelectorAll('a')) guardLink(link, headline.url);
  for (const media of content.querySelectorAll<HTMLMediaElement>('audio, video')) {
    media.controls = true;
    media.preload = 'none';
  }
  for (const wide of content.querySelectorAll('table, pre')) letScroll(wide);
  for (const empty of content.querySelectorAll('p, figure, div, span')) if (isBlank(empty)) empty.remove();
  unwrapLone(content);
  wrapBareText(content);
  return {
    content,
    isLong: content.textContent.length > LONG && /^\p{L}/u.test(content.querySelector('p')?.textContent.trim() ?? ''),
    holdsLead:
      headline.lead !== undefined && content.querySelector(`img[data-src="${CSS.escape(headline.lead.src)}"]`) !== null,
  };
}

/** The first text costs the purifier its start: taken before anybody waits. */
export function warmUp(): void {
  DOMPurify.sanitize('<p>a <a href="https://example.org/">b</a> <img src="c" alt=""></p>', CONFIG);
}

/** Words for what stands in for a film; read at each use, for the language may change. */
let words: Strings | undefined;

function sanitise(html: string, strings: Strings): DocumentFragment {
  words = strings;
  return DOMPurify.sanitize(html, CONFIG);
}

// One purifier a page: it makes a Trusted Types policy, and a second one of that name is refused.
// A film from elsewhere becomes a link to it: no page of others runs inside ours.
DOMPurify.addHook('uponSanitizeElement', (node, { tagName }) => {
  if (tagName !== 'iframe' && tagName !== 'embed' && tagName !== 'object') return;
  const element = node as Element;
  const src = element.getAttribute('src') ?? element.getAttribute('data') ?? '';
  const address = src.startsWith('//') ? `https:${src}` : src;
  if (!/^https?:/i.test(address) || !URL.canParse(address)) return;
  const link = element.ownerDocument.createElement('a');
  link.href = address;
  const host = new URL(address).hostname.replace(/^www\./, '');
  link.textContent = words?.article.filmAt(host) ?? host;
  const line = element.ownerDocument.createElement('p');
  line.append(link);
  element.before(line);
});

function placePicture(
  image: HTMLImageElement,
  pictures: ReadonlyMap<string, Picture>,
  headline: Headline,
  strings: Strings,
): void {
  const src = absolute(image.getAttribute('src') ?? '', headline.url);
  const picture = pictures.get(src);
  const size = picture && chooseSize(picture);
  if (!picture || !size) {
    const alt = image.alt.trim();
    const words = document.createElement('span');
    words.className = 'no-picture';
    words.textContent = alt === '' ? strings.article.pictureMissing : alt;
    // A spacer or a counter of visits says nothing and leaves nothing behind.
    if (alt === '' && isTiny(image)) image.remove();
    else image.replaceWith(words);
    return;
  }
  const width = picture.width ?? numberOf(image.getAttribute('width'));
  const height = picture.height ?? numberOf(image.getAttribute('height'));
  image.src = size.url;
  image.setAttribute('data-src', src);
  image.alt = image.alt || (picture.alt ?? '');
  image.loading = 'lazy';
  image.decoding = 'async';
  if (width !== undefined && height !== undefined) {
    image.setAttribute('width', String(width));
    image.setAttribute('height', String(height));
  } else {
    image.removeAttribute('width');
    image.removeAttribute('height');
    image.className = 'size-unknown';
  }
}

function guardLink(link: HTMLAnchorElement, base: string | undefined): void {
  const href = link.getAttribute('href');
  if (href === null) return;
  if (href.startsWith('#')) {
    link.setAttribute('href', `#${ID_PREFIX}${href.slice(1)}`);
    return;
  }
  const target = absolute(href, base);
  if (target === '') {
    link.removeAttribute('href');
    return;
  }
  // A footnote written with the page's whole address.
  if (base !== undefined && target.startsWith(`${base.split('#')[0] ?? ''}#`)) {
    link.setAttribute('href', `#${ID_PREFIX}${target.slice(target.indexOf('#') + 1)}`);
    return;
  }
  link.href = target;
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
}

/** The title stands above the text; many feeds begin the text with it again. */
function dropRepeatedTitle(content: DocumentFragment, title: string): void {
  const first = content.querySelector('h1, h2, h3');
  if (first && plain(first.textContent) === plain(title) && textBefore(content, first) === '') first.remove();
}

function textBefore(content: DocumentFragment, element: Element): string {
  const range = document.createRange();
  range.setStart(content, 0);
  range.setEndBefore(element);
  return range.toString().trim();
}

/** The article's title is the only h1. */
function lowerHeadings(content: DocumentFragment): void {
  const levels = [...content.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(heading =>
    Number(heading.localName.slice(1)),
  );
  const by = 2 - Math.min(2, ...levels);
  if (by === 0) return;
  for (const heading of content.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    const level = Math.min(6, Number(heading.localName.slice(1)) + by);
    const lower = document.createElement(`h${String(level)}`);
    lower.append(...heading.childNodes);
    for (const name of ['id', 'lang', 'dir']) {
      const value = heading.getAttribute(name);
      if (value !== null) lower.setAttribute(name, value);
    }
    heading.replaceWith(lower);
  }
}

/** A table or code wider than the page scrolls by itself, by keyboard too. */
function letScroll(wide: Element): void {
  if (wide.localName === 'pre') {
    wide.setAttribute('tabindex', '0');
    return;
  }
  if (wide.closest('.scroll')) return;
  const box = document.createElement('div');
  box.className = 'scroll';
  box.tabIndex = 0;
  wide.replaceWith(box);
  box.append(wide);
}

function isBlank(element: Element): boolean {
  return (
    element.textContent.trim() === '' &&
    element.querySelector('img, audio, video, table, hr, br, math, .no-picture') === null &&
    element.id === ''
  );
}

/** Feeds like to wrap the whole text in one or more boxes: the first paragraph should be the first child. */
function unwrapLone(content: DocumentFragment): void {
  for (let only = lone(content); only; only = lone(content)) only.replaceWith(...only.childNodes);
}

function lone(content: DocumentFragment): Element | undefined {
  const kept = [...content.childNodes].filter(
    node => node.nodeType !== Node.TEXT_NODE || node.nodeValue?.trim() !== '',
  );
  const [only] = kept;
  return kept.length === 1 && only instanceof Element && ['div', 'section', 'article', 'main'].includes(only.localName)
    ? only
    : undefined;
}

const BLOCKS =
  'p,div,section,article,figure,blockquote,ul,ol,dl,table,pre,h2,h3,h4,h5,h6,hr,audio,video,details,aside,header,footer,main';

/** Text that stands in no paragraph gets one; an empty line or two breaks part paragraphs. */
function wrapBareText(content: DocumentFragment): void {
  let paragraph: HTMLParagraphElement | undefined;
  const begin = (before: ChildNode): HTMLParagraphElement => {
    paragraph = document.createElement('p');
    before.before(paragraph);
    return paragraph;
  };
  for (const node of [...content.childNodes]) {
    const text = node.nodeType === Node.TEXT_NODE ? (node.nodeValue ?? '') : undefined;
    const isBlock =
      node instanceof Element &&
      (node.matches(BLOCKS) || node.matches('.scroll, .no-picture') || node.querySelector(BLOCKS) !== null);
    if (isBlock || (text?.trim() === '' && !paragraph)) {
      paragraph = undefined;
    } else if (isBreak(node) && isBreak(paragraph?.lastChild ?? null)) {
      paragraph?.lastChild?.remove();
      node.remove();
      paragraph = undefined;
    } else if (text !== undefined) {
      for (const [at, part] of text.split(/\n\s*\n/).entries()) {
        const into = at > 0 || !paragraph ? begin(node) : paragraph;
        into.append(part);
      }
      node.remove();
    } else (paragraph ?? begin(node)).append(node);
  }
}

function isBreak(node: ChildNode | null): boolean {
  return node instanceof Element && node.localName === 'br';
}

function absolute(address: string, base: string | undefined): string {
  if (address === '' || !URL.canParse(address, base)) return '';
  const url = new URL(address, base);
  return ['http:', 'https:', 'mailto:', 'tel:'].includes(url.protocol) ? url.href : '';
}

function isTiny(image: HTMLImageElement): boolean {
  const [width, height] = [numberOf(image.getAttribute('width')), numberOf(image.getAttribute('height'))];
  return (width === undefined && height === undefined) || (width ?? 99) < 20 || (height ?? 99) < 20;
}

function numberOf(text: string | null): number | undefined {
  const value = Number.parseInt(text ?? '', 10);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

function plain(text: string): string {
  return text.toLocaleLowerCase().replace(/[\p{P}\s]+/gu, '');
}
