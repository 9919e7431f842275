// The whole reader on a test's page: the shell of index.html, a library in memory, a worker that is only listened to.

import type { WireItem } from '../../feeds/wire.ts';
import type { Link } from '../../src/app/app.ts';
import type { Update } from '../../src/app/bridge.ts';
import { type Reader, startReader } from '../../src/app/start.ts';
import type { ArticleId, FeedId, WakeReason } from '../../src/core/model.ts';
import { DEFAULT_FEED_SETTINGS } from '../../src/core/model.ts';
import type { OutboxEntry } from '../../src/core/outbox.ts';
import type { Library } from '../../src/store/library-api.ts';
import { openLibrary } from '../../src/store/library.ts';
import { openMemoryBackend } from '../../src/store/memory.ts';
import type { WorkerMessage } from '../../src/sync/messages.ts';
import { picture } from './front.ts';

export interface FakeLink extends Link {
  readonly wakes: WakeReason[];
  readonly entries: OutboxEntry[];
  tell(message: WorkerMessage): void;
  update(update: Update): void;
}

export interface ReaderPage {
  readonly reader: Reader;
  readonly library: Library;
  readonly link: FakeLink;
  /** By accessible name, among buttons, links and headings. */
  readonly named: (name: string) => HTMLElement;
  readonly close: () => void;
}

export function fakeLink(periodic: 'granted' | 'denied' | 'unsupported' | 'no-worker' = 'denied'): FakeLink {
  const listeners = new Set<(message: WorkerMessage) => void>();
  const updates = new Set<(update: Update) => void>();
  const link: FakeLink = {
    wakes: [],
    entries: [],
    mode: Promise.resolve('page'),
    why: () => undefined,
    async wake(reason) {
      link.wakes.push(reason);
    },
    cancelWake() {},
    async replay() {},
    async acted(entry) {
      if (!entry) return 'nothing-to-send';
      link.entries.push(entry);
      return 'page-only';
    },
    print() {},
    onMessage(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onUpdate(listener) {
      updates.add(listener);
      return () => updates.delete(listener);
    },
    periodic: async () => periodic,
    likelyPeriodic: async () => periodic,
    tell(message) {
      for (const listener of [...listeners]) listener(message);
    },
    update(update) {
      for (const listener of [...updates]) listener(update);
    },
  };
  return link;
}

/** Opens the reader at an address. `seed` fills the library before. */
export async function openReader(
  href: string,
  options: { readonly seed?: (library: Library) => Promise<unknown>; readonly link?: FakeLink } = {},
): Promise<ReaderPage> {
  const html = await (await fetch('/index.html')).text();
  const shell = new DOMParser().parseFromString(html, 'text/html');
  for (const script of shell.querySelectorAll('script')) script.remove();
  const before = [...document.body.childNodes];
  for (const node of before) node.remove();
  document.body.append(...[...shell.body.childNodes].map(node => document.importNode(node, true)));
  const here = location.pathname + location.search;
  history.replaceState(null, '', href);
  const library = await openLibrary({ backend: openMemoryBackend() });
  await options.seed?.(library);
  const link = options.link ?? fakeLink();
  const reader = await startReader(library, () => link);
  return {
    reader,
    library,
    link,
    named,
    close() {
      reader.stop();
      history.replaceState(null, '', here);
      for (const dialog of document.querySelectorAll('dialog')) dialog.close();
      document.body.replaceChildren(...before);
      window.scrollTo(0, 0);
    },
  };
}

/** A feed with articles, the newest first: `Story 0`, `Story 1` … half an hour apart. */
export async function putFeed(
  library: Library,
  id: string,
  options: { readonly articles?: number; readonly items?: readonly WireItem[]; readonly language?: string } = {},
): Promise<ArticleId[]> {
  const now = Date.now();
  await library.putFeed({
    id: id as FeedId,
    url: `https://${id}.example/feed`,
    title: `The ${id}`,
    order: 1,
    addedAt: now,
    state: { kind: 'active' },
    settings: DEFAULT_FEED_SETTINGS,
  });
  const items =
    options.items ??
    Array.from({ length: options.articles ?? 5 }, (_, at): WireItem => {
      const lead = picture(`https://${id}.example/${String(at)}.jpg`);
      return {
        id: `${id}-${String(at)}`,
        url: `https://${id}.example/${String(at)}`,
        title: `Story ${String(at)} of ${id}`,
        content_html: `<p>${'The text of the story. '.repeat(60)}</p>`,
        date_published: new Date(now - at * 1_800_000 - 60_000).toISOString(),
        ...(at % 2 === 0
          ? {
              _predawn: {
                pictures: [{ src: lead.src, lead: true as const, width: 1600, height: 1000, sizes: lead.sizes }],
              },
            }
          : {}),
      };
    });
  const head = {
    version: 'https://jsonfeed.org/version/1.1' as const,
    title: `The ${id}`,
    ...(options.language === undefined ? {} : { language: options.language }),
  };
  const { newIds } = await library.ingest(id as FeedId, { kind: 'updated', feed: head, items }, now);
  return [...newIds];
}

function named(name: string): HTMLElement {
  const found = [...document.querySelectorAll<HTMLElement>('button, a, h1, h2, input, [role]')].find(
    element =>
      element.checkVisibility() &&
      ((element.ariaLabel ?? '') || element.textContent).replace(/\s+/g, ' ').trim() === name,
  );
  if (!found) throw new Error(`nothing is named ${name}`);
  return found;
}
