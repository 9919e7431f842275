// The first visit's page: the shell with the sample newsroom's headlines printed into it, so that they need no script. Kept for a moment; where the
// papers are not at hand at once, nobody waits for them.

import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { printInto } from '../../src/core/print.ts';
import { composeSample } from '../../src/core/sample-paper.ts';
import { sampleFeeds } from '../../src/core/sample.ts';
import type { EditionLine } from '../wire.ts';
import { editionLine } from './edition.ts';
import type { Services } from './services.ts';
import type { SiteFile } from './site-files.ts';

/** Items of a paper, as the page asks for them. */
const ITEMS = 50;
/** Printed anew after this: the hour is printed on it. */
const KEPT_MS = 20_000;
/** A visitor is given the plain shell rather than a wait. */
const PATIENCE_MS = 120;
const MOST_KEPT = 20;

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

export type SamplePage = (origin: string, shell: SiteFile) => Promise<SiteFile | undefined>;

export function createSamplePage(services: Services): SamplePage {
  const { now, log } = services;
  const kept = new Map<string, { readonly until: number; readonly page: Promise<SiteFile | undefined> }>();

  async function lineOf(url: string): Promise<EditionLine> {
    const { feeds: desk, documents, lines, limits } = services;
    const signal = AbortSignal.timeout(limits.workMs);
    const { piece } = await editionLine({ desk, documents, lines, gzip: false }, { url }, ITEMS, signal);
    return JSON.parse(Buffer.concat(await piece.raw()).toString()) as EditionLine;
  }

  async function print(origin: string, shell: SiteFile): Promise<SiteFile | undefined> {
    const at = now();
    const lines = await Promise.all(sampleFeeds(origin, at).map(({ url }) => lineOf(url)));
    // A gateway of one's own stands where one lives: the page says the hours anew where it does not.
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const front = composeSample(lines, { origin, now: at, timeZone });
    const html = shell.bytes.identity?.toString();
    if (!front || html === undefined) return undefined;
    const identity = Buffer.from(printInto(html, front, 'any'));
    const [br, gz] = await Promise.all([
      brotli(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }),
      gzipped(identity),
    ]);
    return { type: shell.type, etag: shell.etag, isImmutable: false, bytes: { identity, br, gzip: gz } };
  }

  return async (origin, shell) => {
    const key = `${origin} ${shell.etag}`;
    let found = kept.get(key);
    if (!found || now() >= found.until) {
      const page = print(origin, shell).catch((error: unknown) => {
        log.error({ error }, 'the sample newsroom could not be printed');
        return undefined;
      });
      found = { until: now() + KEPT_MS, page };
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(key, found);
    }
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>(done => {
      timer = setTimeout(done, PATIENCE_MS, undefined);
    });
    return await Promise.race([found.page, late]).finally(() => {
      clearTimeout(timer);
    });
  };
}
