// The search worker: an index of its own over the same library, built in slices; one query at a time, the newest wins.

import type { ArticleId } from '../../core/model.ts';
import { openLibrary } from '../../store/library.ts';
import type { Library } from '../../store/library-api.ts';
import { readRows } from '../../store/reading.ts';
import { createSearchEngine } from './engine.ts';
import type { SearchFlag } from './query.ts';
import { followLibrary, indexLibrary } from './indexer.ts';
import type { SearchReply, SearchRequest } from './messages.ts';
import { isEmptyQuery, readQuery } from './query.ts';

/** Sent with their hits. */
const FIRST_ROWS = 16;

const engine = createSearchEngine();
const opening = openLibrary();
let latest: SearchRequest | undefined;
let answering = false;

addEventListener('message', (event: MessageEvent<SearchRequest>) => {
  latest = event.data;
  void answer();
});

void start();

async function start(): Promise<void> {
  try {
    const library = await opening;
    const pause = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 0));
    followLibrary(library, engine, { pause, onIndexed: () => void answer() });
    await indexLibrary(library, engine, {
      pause,
      onProgress: progress => reply({ kind: 'progress', ...progress }),
    });
    void answer();
  } catch (error) {
    reply({ kind: 'failed', code: (error as { code?: string }).code ?? 'search-failed' });
  }
}

async function answer(): Promise<void> {
  if (answering) return;
  answering = true;
  try {
    const library = await opening;
    for (let request = latest; request; request = latest === request ? undefined : latest) {
      const query = readQuery(request.text, (year, month, day) => new Date(year, month, day).getTime());
      const flagged = await flagSets(library, query.flags);
      const hits = isEmptyQuery(query) ? [] : engine.find(query, flag => flagged.get(flag) ?? new Set());
      // Something else was typed meanwhile: nobody waits for these.
      if (latest !== request) continue;
      const first = hits.slice(0, FIRST_ROWS);
      const rows = await readRows(
        library.backend,
        first.map(hit => hit.id),
        first.map(hit => hit.feedId),
      );
      reply({ kind: 'hits', turn: request.turn, hits, rows, unknown: query.unknown });
    }
  } catch (error) {
    reply({ kind: 'failed', code: (error as { code?: string }).code ?? 'search-failed' });
  } finally {
    answering = false;
  }
}

/** The articles that carry a flag; `read` is asked for as what is not unread. */
async function flagSets(library: Library, flags: readonly SearchFlag[]): Promise<Map<SearchFlag, Set<ArticleId>>> {
  const sets = new Map<SearchFlag, Set<ArticleId>>();
  for (const flag of flags) {
    const family = flag === 'read' ? 'unread' : flag;
    if (sets.has(family)) continue;
    const found = await library.backend.rangeKeys({ prefix: [family] });
    sets.set(family, new Set(found.map(key => key[2] as ArticleId)));
  }
  return sets;
}

function reply(message: SearchReply): void {
  postMessage(message);
}
