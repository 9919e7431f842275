// OPML 2.0 in and out. Reading takes what it can from broken files; writing gives a file that reads back the same.

import { decodeBytes } from './decode.ts';
import { decodeEntities, escapeHtml } from './entities.ts';
import { nameEnd, readAttributes, startsName, TagEnds } from './tags.ts';
import { webAddress } from './urls.ts';

export interface OpmlFeed {
  /** Address of the feed, absolute. */
  readonly url: string;
  readonly title?: string;
  readonly siteUrl?: string;
  readonly description?: string;
  /** Names of the folders around it, outermost first; empty at the top. */
  readonly folders: readonly string[];
  /** From the `category` attribute: slash-delimited paths and tags. */
  readonly categories?: readonly string[];
}

export interface OpmlDocument {
  readonly title?: string;
  /** In the order of the file; an address that comes twice stands once, where it came first with a folder. */
  readonly feeds: readonly OpmlFeed[];
  /** Outlines named a feed whose address is no http or https address. */
  readonly rejected: readonly string[];
}

const SLASH = 47;

/** Folders deeper than this are joined to the last one. */
const DEEPEST_FOLDER = 8;

/** The bytes of a file, in whatever encoding its writer had. */
export function readOpmlFile(bytes: Uint8Array): OpmlDocument {
  return readOpml(decodeBytes(bytes).text);
}

/** Never throws; a document without outlines gives no feeds. Linear in the length of the text. */
export function readOpml(text: string): OpmlDocument {
  const feeds = new Map<string, OpmlFeed>();
  const rejected: string[] = [];
  const folders: (string | undefined)[] = [];
  const ends = new TagEnds(text);
  const stretches = new Stretches(text);
  let title: string | undefined;
  let commentsEnd = false;
  let at = text.indexOf('<');
  while (at >= 0) {
    if (text.startsWith('<!--', at)) {
      const end: number = commentsEnd ? -1 : text.indexOf('-->', at + 4);
      commentsEnd = end < 0;
      at = text.indexOf('<', end < 0 ? at + 4 : end + 3);
      continue;
    }
    const closing = text.charCodeAt(at + 1) === 47;
    const from = at + (closing ? 2 : 1);
    const to = startsName(text.charCodeAt(from)) ? ends.find(at) : -1;
    if (to < 0) {
      at = text.indexOf('<', at + 1);
      continue;
    }
    const end = Math.min(nameEnd(text, from), to);
    const name = text.slice(from, end).toLowerCase().replace(/^.*:/, '');
    if (name === 'title' && !closing && title === undefined) {
      const stop = text.indexOf('<', to);
      title = decodeEntities(text.slice(to + 1, stop < 0 ? to + 1 : stop)).trim() || undefined;
    } else if (name === 'outline') {
      if (closing) folders.pop();
      else {
        const whole = text.charCodeAt(to - 1) === SLASH;
        let attributes = readAttributes(text.slice(end, whole ? to - 1 : to));
        let selfClosing = whole;
        if (!attributes.has('xmlurl')) {
          const stretch = stretches.from(end, to);
          const given = /\sxmlUrl\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)')/i.exec(stretch);
          if (given !== null) {
            attributes = new Map([...attributes, ['xmlurl', decodeEntities(given[1] ?? given[2] ?? '')]]);
            selfClosing = stretch.trimEnd().endsWith('/>');
          }
        }
        const folder = outline(attributes, folders, feeds, rejected);
        if (!selfClosing) folders.push(folder);
      }
    }
    at = text.indexOf('<', to + 1);
  }
  return { ...(title === undefined ? {} : { title }), feeds: [...feeds.values()], rejected };
}

/** Text of an outline whose attributes hold unescaped markup: what stands up to the next outline. */
class Stretches {
  readonly #text: string;
  #next = -1;

  constructor(text: string) {
    this.#text = text;
  }

  from(start: number, tagEnd: number): string {
    if (this.#next < tagEnd) {
      const outline = /<\/?(?:\w{1,20}:)?(?:outline|body|opml)\b/gi;
      outline.lastIndex = tagEnd;
      this.#next = outline.exec(this.#text)?.index ?? this.#text.length;
    }
    return this.#text.slice(start, this.#next);
  }
}

/** Takes a feed in; gives the folder's name where the outline is a folder. */
function outline(
  attributes: ReadonlyMap<string, string>,
  folders: readonly (string | undefined)[],
  feeds: Map<string, OpmlFeed>,
  rejected: string[],
): string | undefined {
  const given = attributes.get('xmlurl') ?? feedAttribute(attributes);
  const label = (attributes.get('title')?.trim() || attributes.get('text')?.trim()) ?? '';
  if (given === undefined || given.trim() === '') return label === '' ? undefined : label;
  const url = webAddress(
    given
      .trim()
      .replace(/^feed:(?:\/\/)?(?=https?:)/i, '')
      .replace(/^(?:web\+)?feed:\/\//i, 'http://'),
  );
  if (url === undefined) {
    rejected.push(given);
    return undefined;
  }
  const path = folders.filter(name => name !== undefined).slice(0, DEEPEST_FOLDER);
  const siteUrl = webAddress(attributes.get('htmlurl'));
  const description = attributes.get('description')?.trim();
  const categories = (attributes.get('category') ?? '')
    .split(',')
    .map(category => category.trim())
    .filter(category => category !== '');
  const known = feeds.get(url);
  const title = known?.title ?? (label === '' ? undefined : label);
  feeds.set(url, {
    url,
    ...(title === undefined ? {} : { title }),
    ...(siteUrl === undefined ? (known?.siteUrl === undefined ? {} : { siteUrl: known.siteUrl }) : { siteUrl }),
    ...(description === undefined || description === '' ? {} : { description }),
    folders: known !== undefined && known.folders.length > 0 ? known.folders : path,
    ...(categories.length === 0 ? {} : { categories }),
  });
  return undefined;
}

/** Some write `type="rss" url="…"`. */
function feedAttribute(attributes: ReadonlyMap<string, string>): string | undefined {
  return /^(rss|atom|feed)/i.test(attributes.get('type') ?? '') ? attributes.get('url') : undefined;
}

export interface OpmlHead {
  readonly title: string;
  readonly now: Date;
}

interface Folder {
  readonly folders: Map<string, Folder>;
  readonly feeds: OpmlFeed[];
}

/** OPML 2.0, UTF-8; `readOpml` of it gives the same feeds. */
export function writeOpml(feeds: readonly OpmlFeed[], head: OpmlHead): string {
  const top: Folder = { folders: new Map(), feeds: [] };
  for (const feed of feeds) {
    let folder = top;
    for (const name of feed.folders.slice(0, DEEPEST_FOLDER)) {
      let next = folder.folders.get(name);
      if (next === undefined) folder.folders.set(name, (next = { folders: new Map(), feeds: [] }));
      folder = next;
    }
    folder.feeds.push(feed);
  }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<opml version="2.0">',
    '  <head>',
    `    <title>${escapeHtml(head.title)}</title>`,
    `    <dateCreated>${head.now.toUTCString()}</dateCreated>`,
    '  </head>',
    '  <body>',
    ...lines(top, '    '),
    '  </body>',
    '</opml>',
    '',
  ].join('\n');
}

function lines(folder: Folder, indent: string): string[] {
  const out: string[] = [];
  for (const feed of folder.feeds) {
    const title = feed.title ?? feed.url;
    out.push(
      `${indent}<outline type="rss"${attribute('text', title)}${feed.title === undefined ? '' : attribute('title', feed.title)}${attribute('xmlUrl', feed.url)}${
        feed.siteUrl === undefined ? '' : attribute('htmlUrl', feed.siteUrl)
      }${feed.description === undefined ? '' : attribute('description', feed.description)}${
        feed.categories === undefined ? '' : attribute('category', feed.categories.join(','))
      }/>`,
    );
  }
  for (const [name, inner] of folder.folders) {
    out.push(`${indent}<outline${attribute('text', name)}>`, ...lines(inner, `${indent}  `), `${indent}</outline>`);
  }
  return out;
}

function attribute(name: string, value: string): string {
  return ` ${name}="${escapeHtml(value).replaceAll('\n', '&#10;')}"`;
}
