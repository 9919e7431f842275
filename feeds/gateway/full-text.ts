// The article of a web page: Readability over linkedom, then sanitised. Synchronous; the gateway calls it in a worker thread with a time limit.

import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { Closers, htmlToText, pictures, walk } from '../html.ts';
import { isTracker } from '../lead-picture.ts';
import { webAddress } from '../urls.ts';
import { shapePage } from './page-shape.ts';
import { sanitiseHtml } from './sanitise.ts';

export interface Extracted {
  readonly title?: string;
  readonly byline?: string;
  /** BCP 47. */
  readonly language?: string;
  readonly direction?: 'ltr' | 'rtl';
  /** Sanitised, addresses absolute. */
  readonly html: string;
  readonly excerpt?: string;
  /** Absolute. */
  readonly leadImage?: string;
}

/** Pages with more elements than this are not read: they would hold a thread for seconds. */
const MOST_ELEMENTS = 60_000;
/** Characters; a page longer than this is cut. */
const LONGEST_PAGE = 4_000_000;

/** `undefined` where the page holds no article. */
export function extractArticle(html: string, url: string): Extracted | undefined {
  const page = shapePage(html.slice(0, LONGEST_PAGE));
  if (page.elements > MOST_ELEMENTS) return undefined;
  const { document } = parseHTML(withDocument(page.html)) as unknown as { document: Page };
  setAddress(document, url);
  const lead = leadOf(document, url);
  const declared = document.documentElement.getAttribute('lang') ?? undefined;
  const dom = document as never;
  const found = new Readability(dom, {
    maxElemsToParse: MOST_ELEMENTS,
    keepClasses: false,
  }).parse();
  const content = found?.content ?? '';
  if (found === null || htmlToText(content) === '') return undefined;
  const clean = sanitiseHtml(content, url);
  const leadImage = lead ?? [...pictures(clean)].find(picture => !isTracker(picture))?.src;
  const language = found.lang ?? declared;
  return {
    ...optional('title', text(found.title)),
    ...optional('byline', text(found.byline)),
    ...optional('language', language?.replace('_', '-')),
    ...(found.dir === 'rtl' || found.dir === 'ltr' ? { direction: found.dir } : {}),
    html: clean,
    ...optional('excerpt', text(found.excerpt)),
    ...optional('leadImage', leadImage),
  };
}

/** What is used of a document; linkedom's own types ask for the DOM's. */
interface Page {
  readonly documentElement: PageElement;
  querySelector(selector: string): PageElement | null;
}

interface PageElement {
  getAttribute(name: string): string | null;
}

/** What may stand before the body, with or without the tags of a head (HTML, "in head"). */
const OF_HEAD: ReadonlySet<string> = new Set(
  'html head title meta link base script style template noscript noframes'.split(' '),
);
/** Of these, what holds text or elements of its own. */
const WITH_CONTENT: ReadonlySet<string> = new Set('title script style template noscript noframes'.split(' '));

/** HTML lets a page leave out the tags `html`, `head` and `body`; linkedom builds none of them itself. */
function withDocument(html: string): string {
  const closers = new Closers(html);
  const seen = new Set<string>();
  let root = '<html>';
  let head = '';
  /** What is before is in the head. */
  let done = 0;
  walk(html, tag => {
    const { name, closing, from, to } = tag;
    if (name === 'body') seen.add(name);
    if (!OF_HEAD.has(name)) return html.length;
    if (!closing) seen.add(name);
    const isFrame = name === 'html' || name === 'head';
    if (name === 'html' && !closing) root = html.slice(from, to + 1);
    head += html.slice(done, isFrame ? from : to + 1);
    done = to + 1;
    if (closing || !WITH_CONTENT.has(name)) return undefined;
    const end = closers.find(name, done);
    head += html.slice(done, end);
    done = end;
    return end;
  });
  if (['html', 'head', 'body'].every(name => seen.has(name))) return html;
  const body = html.slice(done);
  return `<!doctype html>${root}<head>${head}</head>${seen.has('body') ? body : `<body>${body}`}`;
}

/** Readability asks the document where it stands; linkedom does not know. */
function setAddress(document: Page, url: string): void {
  const base = webAddress(document.querySelector('base[href]')?.getAttribute('href') ?? undefined, url) ?? url;
  Object.defineProperty(document, 'documentURI', { value: url, configurable: true });
  Object.defineProperty(document, 'baseURI', { value: base, configurable: true });
}

function leadOf(document: Page, url: string): string | undefined {
  for (const selector of [
    'meta[property="og:image"]',
    'meta[property="og:image:url"]',
    'meta[name="twitter:image"]',
    'meta[name="twitter:image:src"]',
    'link[rel="image_src"]',
  ]) {
    const node = document.querySelector(selector);
    const address = webAddress(node?.getAttribute('content') ?? node?.getAttribute('href') ?? undefined, url);
    if (address !== undefined && !isTracker({ src: address })) return address;
  }
  return undefined;
}

function text(value: string | null | undefined): string | undefined {
  const plain = value === null || value === undefined ? '' : value.replaceAll(/\s+/g, ' ').trim();
  return plain === '' ? undefined : plain;
}

function optional<K extends string>(name: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined || value === '' ? {} : ({ [name]: value } as Record<K, string>);
}
