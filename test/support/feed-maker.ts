// Feeds of our own writing, as large as wanted and the same every time.

export interface MadeItem {
  readonly id: string;
  readonly title: string;
  /** Paragraphs of text. */
  readonly paragraphs: readonly string[];
  readonly publishedAt: number;
  /** Address of a picture, absolute or beside the feed. */
  readonly picture?: string;
}

export interface MadeFeed {
  readonly title: string;
  readonly site: string;
  readonly items: readonly MadeItem[];
}

const WORDS = (
  'harbour morning tide council bridge orchard ferry market winter station river paper garden letter window quiet early train school ' +
  'light weather island captain bakery museum engine lantern valley reader printer signal meadow kettle'
).split(' ');

/** Items newest first, an hour apart, of about `words` words each; `seed` makes another feed of it. */
export function makeItems(
  count: number,
  { seed = 1, words = 200, newestAt = Date.now(), everyMs = 3_600_000 } = {},
): MadeItem[] {
  const random = generator(seed);
  const word = (): string => WORDS[Math.floor(random() * WORDS.length)]!;
  const sentence = (length: number): string => `${Array.from({ length }, word).join(' ')}.`;
  return Array.from({ length: count }, (_, index) => ({
    id: `item-${seed}-${count - index}`,
    title: capital(`${word()} ${word()} ${word()} ${seed}-${count - index}`),
    paragraphs: Array.from({ length: Math.max(1, Math.round(words / 40)) }, () => capital(sentence(40))),
    publishedAt: newestAt - index * everyMs,
  }));
}

export function makeRss({ title, site, items }: MadeFeed): string {
  const item = ({ id, title: name, paragraphs, publishedAt, picture }: MadeItem): string => `
    <item>
      <title>${escape(name)}</title>
      <link>${site}/${id}</link>
      <guid isPermaLink="false">${id}</guid>
      <pubDate>${new Date(publishedAt).toUTCString()}</pubDate>
      <description>${escape(paragraphs[0] ?? '')}</description>
      <content:encoded><![CDATA[${picture === undefined ? '' : `<p><img src="${picture}" alt="" width="640" height="400"></p>`}${paragraphs
        .map(paragraph => `<p>${paragraph}</p>`)
        .join('')}]]></content:encoded>
    </item>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
  <channel>
    <title>${escape(title)}</title>
    <link>${site}/</link>
    <description>${escape(title)}</description>
    <language>en</language>${items.map(item).join('')}
  </channel>
</rss>
`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Mulberry32: small, even, the same on every machine. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
