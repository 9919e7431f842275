// The whole gateway killed with -9 in mid-write, again and again: what it has told a device must still be true when it is back.

import { setTimeout as wait } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import type { EditionLine } from '../../../feeds/wire.ts';
import { linesOf } from './gateway.ts';
import { rssOf, startOrigin } from './origin.ts';
import { startProgram } from './program.ts';

export interface Kills {
  readonly kills: number;
  /** Those that broke an edition off. */
  readonly struck: number;
  /** Editions that came whole. */
  readonly editions: number;
  /** Stories that a device was told of, over all feeds. */
  readonly stories: number;
  /** Stories that were published and never told. */
  readonly lost: number;
  /** Stories told twice to a device that had said it has them. */
  readonly repeated: number;
  /** SQLite's own look at the file after the last kill. */
  readonly integrity: string;
}

const FEEDS = 24;
/** Stories that a feed has more each time it is asked. */
const MORE = 3;
/** Editions after the last kill, at the most. */
const MOST_ASKED = 8;
const TEXT = 'A story that takes some room on the disk. '.repeat(60);

export async function killAgainAndAgain(dataDir: string, times: number): Promise<Kills> {
  const published = new Map<string, number>();
  const origin = await startOrigin((request, response) => {
    const path = request.url ?? '';
    const last = (published.get(path) ?? 0) + MORE;
    published.set(path, last);
    const ids = Array.from({ length: last }, (_, n) => ({ id: last - n, text: `${TEXT}${last - n}` }));
    response.end(rssOf(ids));
  }, '127.0.0.9');
  const urls = Array.from({ length: FEEDS }, (_, n) => `${origin.url}/${n}`);
  const cursors = new Map<string, string>();
  const told = new Map(urls.map(url => [url, new Set<string>()]));
  let repeated = 0;
  let editions = 0;
  let struck = 0;

  function hear(line: EditionLine): void {
    if (line.kind !== 'updated') return;
    const mine = told.get(line.url) ?? new Set();
    for (const { id } of line.items) {
      if (mine.has(id)) repeated += 1;
      mine.add(id);
    }
    cursors.set(line.url, line.cursor);
  }

  /** Stories that were published and not told yet. */
  function missing(): number {
    return urls.reduce((sum, url) => {
      const last = published.get(new URL(url).pathname) ?? 0;
      return (
        sum + Array.from({ length: last }, (_, n) => n + 1).filter(id => !told.get(url)?.has(`story-${id}`)).length
      );
    }, 0);
  }

  /** A device: what it was told counts once the line with its cursor is there. */
  async function sync(gateway: string): Promise<void> {
    const body = JSON.stringify({ feeds: urls.map(url => ({ url, cursor: cursors.get(url) })), limit: 500 });
    const response = await fetch(`${gateway}/api/edition`, { method: 'POST', body });
    let rest = '';
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const parts = (rest + part).split('\n');
      rest = parts.pop() ?? '';
      linesOf(parts.join('\n')).forEach(hear);
    }
    editions += 1;
  }

  try {
    for (let kill = 0; kill < times; kill++) {
      const { child, url, ended } = await startProgram(dataDir, { PREDAWN_RATE: '1000000' });
      // Its first edition fetches, reads and writes all feeds: somewhere in it the kill strikes. What came before it counts as told.
      const killed = wait(10 + ((kill * 7919) % 240)).then(() => child.kill('SIGKILL'));
      await sync(url).catch(() => (struck += 1));
      await killed;
      await ended;
    }
    const database = new DatabaseSync(join(dataDir, 'predawn.sqlite'));
    const integrity = String(database.prepare('PRAGMA integrity_check').get()?.['integrity_check']);
    database.close();
    const last = await startProgram(dataDir);
    // A busy machine may owe a feed its answer; what was lost is not told however often one asks.
    for (let asked = 0; asked === 0 || (missing() > 0 && asked < MOST_ASKED); asked++) {
      // A host of the owner's own is asked again after a second.
      await wait(1_200);
      await sync(last.url);
    }
    last.child.kill('SIGKILL');
    await last.ended;
    const lost = missing();
    const stories = [...told.values()].reduce((sum, mine) => sum + mine.size, 0);
    return { kills: times, struck, editions, stories, lost, repeated, integrity };
  } finally {
    await origin.close();
  }
}
