// The words of all feed dialects, by namespace and not by prefix, and what the scanner does with each.

/**
 * - `item`, `root`: structure.
 * - `box`: may have children of its own (Atom's author, media:group).
 * - `plain`: text such as a title, an address or a date; markup inside it is kept as its text's markup.
 * - `html`: text that may be markup.
 */
export type Kind = 'item' | 'root' | 'box' | 'plain' | 'html';

const NAMESPACES: readonly (readonly [string, string])[] = [
  ['http://www.w3.org/2005/atom', ''],
  ['http://purl.org/atom/ns#', ''],
  ['http://purl.org/rss/1.0/', ''],
  ['http://purl.org/net/rss1.1#', ''],
  ['http://my.netscape.com/rdf/simple/0.9/', ''],
  ['http://channel.netscape.com/rdf/simple/0.9/', ''],
  ['http://backend.userland.com/rss', ''],
  ['http://backend.userland.com/rss2', ''],
  ['http://backend.userland.com/rss091', ''],
  ['http://blogs.law.harvard.edu/tech/rss', ''],
  ['http://cyber.law.harvard.edu/rss/rss.html', ''],
  ['http://www.rssboard.org/rss-specification', ''],
  ['http://example.com/necho', ''],
  ['http://purl.org/echo/', ''],
  ['uri/of/echo/namespace#', ''],
  ['http://purl.org/pie/', ''],
  ['http://www.w3.org/1999/02/22-rdf-syntax-ns#', 'rdf'],
  ['http://purl.org/dc/elements/1.0/', 'dc'],
  ['http://purl.org/dc/elements/1.1/', 'dc'],
  ['http://purl.org/dc/terms/', 'dcterms'],
  ['http://purl.org/rss/1.0/modules/content/', 'content'],
  ['http://purl.org/rss/1.0/modules/syndication/', 'sy'],
  ['http://purl.org/rss/1.0/modules/slash/', 'slash'],
  ['http://purl.org/rss/1.0/modules/dcterms/', 'dcterms'],
  ['http://purl.org/syndication/thread/1.0', 'thr'],
  ['http://wellformedweb.org/commentapi/', 'wfw'],
  ['http://search.yahoo.com/mrss', 'media'],
  ['http://search.yahoo.com/mrss/', 'media'],
  ['http://www.rssboard.org/media-rss', 'media'],
  ['http://www.itunes.com/dtds/podcast-1.0.dtd', 'itunes'],
  ['http://example.com/dtds/podcast-1.0.dtd', 'itunes'],
  ['http://www.google.com/schemas/play-podcasts/1.0', 'itunes'],
  ['https://podcastindex.org/namespace/1.0', 'podcast'],
  ['https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md', 'podcast'],
  ['http://purl.oclc.org/net/rss_2.0/enc#', ''],
  ['http://prismstandard.org/namespaces/1.2/basic/', 'prism'],
  ['http://prismstandard.org/namespaces/basic/1.2/', 'prism'],
  ['http://prismstandard.org/namespaces/basic/2.0/', 'prism'],
  ['http://prismstandard.org/namespaces/basic/3.0/', 'prism'],
  ['http://news.yandex.ru', 'yandex'],
  ['http://turbo.yandex.ru', 'turbo'],
  ['http://podlove.org/simple-chapters', 'psc'],
  ['http://schemas.google.com/docs/2007', 'docs'],
  ['http://rssnamespace.org/feedburner/ext/1.0', 'feedburner'],
  ['http://www.w3.org/1999/xhtml', 'xhtml'],
  ['http://www.w3.org/xml/1998/namespace', 'xml'],
  ['http://webns.net/mvcb/', 'admin'],
  ['http://www.microsoft.com/schemas/rss/sse', 'sx'],
  ['http://feedsync.org/2007/feedsync', 'sx'],
  ['http://www.youtube.com/xml/schemas/2015', 'yt'],
  ['http://base.google.com/ns/1.0', 'g'],
];

const BY_ADDRESS = new Map(NAMESPACES.map(([address, word]) => [tidy(address), word]));

/** As it is looked up: scheme and closing slash are written this way and that. */
function tidy(address: string): string {
  return address
    .replaceAll(/\s+/g, '')
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/+$/, '');
}

/** Prefixes that are believed where nobody declared them. */
export const USUAL_PREFIXES: ReadonlyMap<string, string> = new Map([
  ['', ''],
  ['rss', ''],
  ['atom', ''],
  ['atom10', ''],
  ['atom03', ''],
  ['a10', ''],
  ...[
    'rdf',
    'dc',
    'dcterms',
    'content',
    'sy',
    'slash',
    'thr',
    'wfw',
    'media',
    'itunes',
    'podcast',
    'psc',
    'feedburner',
    'xhtml',
    'xml',
    'admin',
    'yt',
  ].map(word => [word, word] as const),
  ['googleplay', 'itunes'],
  ['syn', 'sy'],
]);

/** The word for a namespace's address; unknown ones give `undefined`, so that a foreign `title` is nobody's title. */
export function namespaceWord(address: string): string | undefined {
  const key = tidy(address);
  return key === '' ? '' : BY_ADDRESS.get(key);
}

/** Only words that something reads stand here: what nobody reads is never handed on. */
const WORDS: Readonly<Record<Kind, string>> = {
  root: 'rss feed rdf:rdf channel',
  item: 'item entry',
  box: `author contributor source image textinput cloud skiphours skipdays enclosure category link
    dc:creator dc:author itunes:owner itunes:category itunes:image media:group media:content media:thumbnail media:player
    psc:chapters sx:sync sx:history content:items content:item rdf:bag rdf:li`,
  plain: `title id guid name email uri url homepage pubdate lastbuilddate published issued created updated modified lastmod date
    language copyright generator managingeditor ttl hour day comments logo icon tag tags keywords
    dc:title dc:date dc:subject dc:language dc:identifier dc:rights
    dcterms:created dcterms:issued dcterms:modified dcterms:date dcterms:creator dcterms:subject dcterms:identifier
    itunes:author itunes:name itunes:email itunes:title itunes:subtitle itunes:summary itunes:keywords itunes:duration itunes:description
    media:title media:keywords media:category slash:comments thr:total sy:updateperiod sy:updatefrequency
    itunes:episode itunes:season itunes:explicit podcast:person podcast:transcript podcast:chapters podcast:season podcast:episode psc:chapter
    thr:in-reply-to prism:publicationdate docs:description feedburner:origlink podcast:guid yt:videoid g:publish_date g:image_link`,
  html: `description summary content content:encoded yandex:full-text turbo:content tagline subtitle info abstract fullitem
    dc:description dcterms:abstract media:description media:text xhtml:body xhtml:div body div rights rdf:value`,
};

const KINDS = new Map<string, Kind>();
for (const kind of ['root', 'item', 'box', 'plain', 'html'] as const) {
  for (const word of WORDS[kind].split(/\s+/)) KINDS.set(word, kind);
}

/** What the word is to us; `undefined`: skip it with all it holds. */
export function kindOf(word: string): Kind | undefined {
  return KINDS.get(word);
}

/** Of RSS 2.0's own elements rss-parser copies most as they are; for `description` it builds a snippet by quadratic regexes, so that one is renamed. */
export function fieldName(word: string): string {
  return word === 'description' ? 'p:description' : word;
}

/** Elements of HTML that never have content. */
export const VOID_ELEMENTS: ReadonlySet<string> = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
);
