// Bytes that a publisher calls a feed -> ParsedFeed. The steps are told with examples in docs/parsing.md.

import { windows1252 } from './entities.ts';
import { buildFeed } from './build-feed.ts';
import { decodeBytes } from './decode.ts';
import { parseJsonFeed } from './read-json-feed.ts';
import { normalise } from './normalise.ts';
import type { ParsedFeed } from './parsed-feed.ts';
import { TextBuilder } from './text-builder.ts';

/** Thrown for bytes in which no feed can be seen. */
export class NotAFeedError extends Error {
  readonly code: 'not-a-feed' | 'is-a-page' | 'empty';

  constructor(code: NotAFeedError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'NotAFeedError';
    this.code = code;
  }
}

/**
 * Characters that XML and JSON forbid, and the one that our skeleton marks its references with. C1 controls are what Windows-1252 becomes
 * when it is taken for ISO 8859-1 on the way; nobody writes them on purpose.
 */
const UNWANTED = /[\0-\x08\x0b\x0c\x0e-\x1f\x80-\x9f\ufffe\uffff\ue000]+/;

/**
 * @param contentType of the HTTP answer, for its charset
 * @param url where the bytes came from: base of relative addresses
 * @throws NotAFeedError where no feed can be seen in the bytes
 */
export async function parse(bytes: Uint8Array, contentType?: string, url?: string): Promise<ParsedFeed> {
  const decoded = decodeBytes(bytes, contentType);
  const clean = withoutControls(decoded.text);
  const text = clean.includes('\r') ? clean.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : clean;
  const repairs = [
    ...(decoded.guessed ? ['encoding-guessed'] : []),
    ...(clean.length < decoded.text.length ? ['control-characters'] : []),
  ];
  const feed = await read(text, url);
  return repairs.length === 0 ? feed : { ...feed, repairs: [...repairs, ...feed.repairs] };
}

function withoutControls(text: string): string {
  if (!UNWANTED.test(text)) return text;
  const out = new TextBuilder();
  let done = 0;
  // In turns, not by `replaceAll`: that keeps a record of every place until the end, and random bytes have a million.
  const unwanted = new RegExp(UNWANTED, 'g');
  for (let found = unwanted.exec(text); found !== null; found = unwanted.exec(text)) {
    out.add(text.slice(done, found.index));
    for (const char of found[0]) {
      const code = char.charCodeAt(0);
      if (code >= 0x80 && code <= 0x9f) out.add(windows1252(code));
    }
    done = unwanted.lastIndex;
  }
  out.add(text.slice(done));
  return out.toString();
}

async function read(text: string, url: string | undefined): Promise<ParsedFeed> {
  const start = /\S/.exec(text)?.index;
  if (start === undefined) throw new NotAFeedError('empty', 'The answer is empty: there is no feed in it.');
  const first = text[start];
  if (first === '{' || first === '[') {
    const feed = parseJsonFeed(text, url);
    if (feed !== undefined) return feed;
    throw new NotAFeedError('not-a-feed', 'The answer is JSON, but no JSON Feed.');
  }
  const normalised = normalise(text, url);
  normalised.readTo(1);
  if (!normalised.found) {
    if (/<(!doctype\s+html|html|body|head)\b/i.test(text.slice(0, 5000))) {
      throw new NotAFeedError('is-a-page', 'This is a web page, not a feed; it may name its feeds.');
    }
    throw new NotAFeedError('not-a-feed', 'No feed can be seen in the answer.');
  }
  return buildFeed(normalised, url);
}
