// The page's side of the search worker: one worker a page, started at the first search, asked one question at a time.

import { trustedScriptUrl } from '../trusted.ts';
import type { SearchReply, SearchRequest } from './messages.ts';
import workerUrl from './search-worker.ts?worker&url';

export interface SearchClient {
  ask(text: string): void;
  /** Replies to older questions are left out. Answers the way to stop. */
  onReply(listener: (reply: SearchReply) => void): () => void;
}

let shared: SearchClient | undefined;

/** The index is kept for as long as the page lives. */
export function searchClient(): SearchClient {
  shared ??= createClient();
  return shared;
}

function createClient(): SearchClient {
  const worker = new Worker(trustedScriptUrl(workerUrl), { type: 'module', name: 'predawn-search' });
  const listeners = new Set<(reply: SearchReply) => void>();
  let progress: SearchReply | undefined;
  let turn = 0;
  const tell = (reply: SearchReply): void => {
    if (reply.kind === 'hits' && reply.turn !== turn) return;
    if (reply.kind !== 'hits') progress = reply;
    for (const listener of [...listeners]) listener(reply);
  };
  worker.addEventListener('message', (event: MessageEvent<SearchReply>) => tell(event.data));
  worker.addEventListener('error', () => tell({ kind: 'failed', code: 'search-failed' }));
  return {
    ask(text) {
      turn += 1;
      worker.postMessage({ kind: 'find', turn, text } satisfies SearchRequest);
    },
    onReply(listener) {
      listeners.add(listener);
      if (progress) listener(progress);
      return () => listeners.delete(listener);
    },
  };
}
