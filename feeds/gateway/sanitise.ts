// HTML from anywhere -> HTML that is safe to keep and hand out. The page sanitises once more where the markup meets its DOM.

import sanitizeHtml from 'sanitize-html';
import { absolutise } from '../html.ts';
import { isTracker } from '../lead-picture.ts';
import { isWeb, webAddress } from '../urls.ts';
import { withoutPlayers } from '../video.ts';

const TEXT =
  'a abbr address article aside b bdi bdo blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i ins kbd li main mark ol p pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr';
const MEDIA = 'img picture audio video source track';

const ALLOWED_TAGS = `${TEXT} ${MEDIA}`.split(' ');

/** Elements whose text is no reading matter. */
const NON_TEXT_TAGS = [
  'script',
  'style',
  'textarea',
  'option',
  'select',
  'button',
  'template',
  'noscript',
  'svg',
  'math',
  'applet',
  'title',
  'head',
  'noembed',
  'noframes',
  'xmp',
  'plaintext',
];

const ALLOWED_ATTRIBUTES: sanitizeHtml.IOptions['allowedAttributes'] = {
  '*': ['lang', 'dir', 'title'],
  a: ['href', 'rel', 'referrerpolicy', 'hreflang'],
  img: ['src', 'srcset', 'alt', 'width', 'height', 'loading', 'decoding', 'referrerpolicy'],
  source: ['src', 'srcset', 'type', 'media', 'sizes'],
  audio: ['src', 'controls', 'preload'],
  video: ['src', 'controls', 'preload', 'poster', 'width', 'height'],
  track: ['src', 'kind', 'srclang', 'label'],
  td: ['colspan', 'rowspan'],
  th: ['colspan', 'rowspan', 'scope'],
  col: ['span'],
  colgroup: ['span'],
  ol: ['start', 'reversed', 'type'],
  li: ['value'],
  time: ['datetime'],
  blockquote: ['cite'],
  q: ['cite'],
  del: ['datetime', 'cite'],
  ins: ['datetime', 'cite'],
  details: ['open'],
};

const OPTIONS: sanitizeHtml.IOptions = {
  allowedTags: ALLOWED_TAGS,
  allowedAttributes: ALLOWED_ATTRIBUTES,
  nonTextTags: NON_TEXT_TAGS,
  allowedSchemes: ['http', 'https', 'mailto'],
  allowedSchemesByTag: {
    img: ['http', 'https'],
    source: ['http', 'https'],
    audio: ['http', 'https'],
    video: ['http', 'https'],
    track: ['http', 'https'],
  },
  allowedSchemesAppliedToAttributes: ['href', 'src', 'cite', 'poster', 'srcset'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  enforceHtmlBoundary: false,
  nestingLimit: 200,
  transformTags: {
    a: (_, attribs) => link(attribs),
    img: (_, attribs) => picture(attribs),
    audio: (_, attribs) => ({ tagName: 'audio', attribs: { ...attribs, controls: '', preload: 'none' } }),
    video: (_, attribs) => ({ tagName: 'video', attribs: { ...attribs, controls: '', preload: 'none' } }),
    font: 'span',
    big: 'span',
    acronym: 'abbr',
  },
  exclusiveFilter: frame => frame.tag === 'img' && frame.attribs['src'] === undefined,
};

/** Sanitised HTML with addresses absolute against `baseUrl`. Never throws on markup. */
export function sanitiseHtml(html: string, baseUrl: string): string {
  return sanitizeHtml(withoutPlayers(absolutise(html, baseUrl), baseUrl), OPTIONS).trim();
}

function link(attribs: sanitizeHtml.Attributes): sanitizeHtml.Tag {
  const { href, ...rest } = attribs;
  const address = href === undefined ? undefined : /^mailto:/i.test(href.trim()) ? href.trim() : webAddress(href);
  if (address === undefined) return { tagName: 'span', attribs: {} };
  return {
    tagName: 'a',
    attribs: { ...rest, href: address, rel: 'noopener noreferrer', referrerpolicy: 'no-referrer' },
  };
}

function picture(attribs: sanitizeHtml.Attributes): sanitizeHtml.Tag {
  const { src, srcset, alt = '', title } = attribs;
  const address = [src, attribs['data-src'], attribs['data-lazy-src'], attribs['data-original']]
    .map(one => webAddress(one))
    .find(one => one !== undefined);
  const width = whole(attribs['width']);
  const height = whole(attribs['height']);
  const isSeen =
    address !== undefined &&
    !isTracker({
      src: address,
      ...(width === undefined ? {} : { width }),
      ...(height === undefined ? {} : { height }),
    });
  if (!isSeen) return { tagName: 'img', attribs: {} };
  return {
    tagName: 'img',
    attribs: {
      src: address,
      alt,
      loading: 'lazy',
      decoding: 'async',
      referrerpolicy: 'no-referrer',
      ...(title === undefined ? {} : { title }),
      ...(srcset === undefined || !isWebSet(srcset) ? {} : { srcset }),
      ...(width === undefined ? {} : { width: String(width) }),
      ...(height === undefined ? {} : { height: String(height) }),
    },
  };
}

function isWebSet(srcset: string): boolean {
  return srcset.split(/,\s+/).every(candidate => isWeb(candidate.trim()));
}

function whole(value: string | undefined): number | undefined {
  const found = value === undefined ? null : /^\s*(\d{1,5})(?:px)?\s*$/.exec(value);
  return found === null ? undefined : Number(found[1]);
}
