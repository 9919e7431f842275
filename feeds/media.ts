// Enclosures and media RSS: what an item carries beside its text, and the pictures it names.

import { baseOf, compact, imageAddress, plainText, relation, type Context } from './fields.ts';
import { pixels } from './html.ts';
import type { NamedPicture } from './lead-picture.ts';
import type { ParsedEnclosure } from './parsed-feed.ts';
import type { Fields, Node } from './rss.ts';
import { webAddress } from './urls.ts';

export interface Media {
  readonly enclosures: readonly ParsedEnclosure[];
  readonly pictures: readonly NamedPicture[];
  readonly title?: string;
  readonly description?: string;
}

const TYPES: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  wav: 'audio/wav',
  flac: 'audio/flac',
  aac: 'audio/aac',
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
  ogv: 'video/ogg',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  svg: 'image/svg+xml',
  pdf: 'application/pdf',
  epub: 'application/epub+zip',
  torrent: 'application/x-bittorrent',
  zip: 'application/zip',
  vtt: 'text/vtt',
  srt: 'application/srt',
};

/** Media type by the address's ending. */
export function typeOfAddress(address: string): string | undefined {
  const ending = /\.([a-z0-9]{2,7})(?:$|[?#])/i.exec(address.slice(address.lastIndexOf('/') + 1))?.[1]?.toLowerCase();
  return ending !== undefined && Object.hasOwn(TYPES, ending) ? TYPES[ending] : undefined;
}

export function mediaOf(item: Fields, context: Context): Media {
  const enclosures = new Map<string, ParsedEnclosure>();
  const pictures: NamedPicture[] = [];
  const add = (enclosure: ParsedEnclosure | undefined): void => {
    if (enclosure !== undefined && !enclosures.has(enclosure.url)) enclosures.set(enclosure.url, enclosure);
  };
  for (const node of item.all('enclosure')) {
    const made = enclosure(
      node,
      ['url', 'href', 'rdf:resource', 'resource', 'enc:url']
        .map(name => node.attribute(name))
        .find(given => given !== undefined) ?? node.text,
      context,
    );
    add(made);
    if (made?.type?.startsWith('image/') === true) pictures.push({ src: made.url, named: 'enclosure' });
  }
  for (const node of item.all('link')) {
    if (relation(node.attribute('rel')) === 'enclosure') add(enclosure(node, node.attribute('href'), context));
  }
  for (const node of item.all('content')) {
    const src = node.attribute('src');
    if (src !== undefined && /^(image|audio|video)\//.test(node.attribute('type') ?? ''))
      add(enclosure(node, src, context));
  }
  const groups = item.all('media:group').map(node => node.children);
  for (const scope of [item, ...groups]) {
    for (const node of scope.all('media:content')) {
      const made = enclosure(node, node.attribute('url'), context);
      if (made === undefined) continue;
      const isPicture = node.attribute('medium') === 'image' || made.type?.startsWith('image/') === true;
      if (isPicture) pictures.push({ ...picture(node, made.url), named: 'media' });
      else add(made);
      thumbnails(node.children, context, pictures);
    }
    thumbnails(scope, context, pictures);
  }
  const own = imageAddress(item, ['image'], context);
  if (own !== undefined) pictures.push({ src: own, named: 'item' });
  for (const node of item.all('g:image_link')) {
    const src = webAddress(node.text, baseOf(node, context));
    if (src !== undefined) pictures.push({ src, named: 'item' });
  }
  for (const node of item.all('itunes:image')) {
    const src = webAddress(node.attribute('href') ?? node.text, baseOf(node, context));
    if (src !== undefined) pictures.push({ src, named: 'item' });
  }
  const scopes = [
    item,
    ...groups,
    ...[item, ...groups].flatMap(scope => scope.all('media:content').map(node => node.children)),
  ];
  const title = scopes.map(scope => textOf(scope, 'media:title')).find(text => text !== undefined);
  const description = scopes
    .map(scope => scope.text('media:description', 'media:text'))
    .find(text => text !== undefined);
  return {
    enclosures: [...enclosures.values()],
    pictures,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
  };
}

function textOf(fields: Fields, word: string): string | undefined {
  const node = fields.first(word);
  return node === undefined ? undefined : plainText(node) || undefined;
}

function thumbnails(scope: Fields, context: Context, pictures: NamedPicture[]): void {
  for (const node of scope.all('media:thumbnail')) {
    const src = webAddress(node.attribute('url') ?? node.text, baseOf(node, context));
    if (src !== undefined) pictures.push({ ...picture(node, src), named: 'thumbnail' });
  }
}

function picture(node: Node, src: string): { src: string; width?: number; height?: number } {
  const width = pixels(node.attribute('width'));
  const height = pixels(node.attribute('height'));
  return { src, ...(width === undefined ? {} : { width }), ...(height === undefined ? {} : { height }) };
}

function enclosure(node: Node, address: string | undefined, context: Context): ParsedEnclosure | undefined {
  const url = webAddress(address, baseOf(node, context));
  if (url === undefined) return undefined;
  const length = node.attribute('length') ?? node.attribute('filesize');
  const seconds = node.attribute('duration');
  return compact<ParsedEnclosure>({
    url,
    type: node.attribute('type')?.toLowerCase() || typeOfAddress(url),
    length: length === undefined ? undefined : /^\d{1,15}$/.test(length) ? Number(length) : 0,
    title: node.attribute('title'),
    durationSeconds:
      seconds !== undefined && /^\d{1,7}(\.\d+)?$/.test(seconds) ? Math.round(Number(seconds)) : undefined,
  });
}
