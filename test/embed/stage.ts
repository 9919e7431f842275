// The stage of the element tests: an empty `predawn-embed`, a network that answers as told, an element in the page.

import type { LitElement } from 'lit';
import { DATABASE } from '../../src/sync/embed/names.ts';
import { openEmbedStore } from '../../src/sync/embed/store.ts';

export interface Asked {
  readonly url: string;
  readonly init: RequestInit | undefined;
  readonly body: FormData | URLSearchParams | string | undefined;
}

/** Replaces `fetch` until `restore`; what is asked is noted in order. */
export function fakeNetwork(answer: (url: string, init?: RequestInit) => Response | Promise<Response>): {
  asked: Asked[];
  restore: () => void;
} {
  const real = window.fetch.bind(window);
  const asked: Asked[] = [];
  window.fetch = async (input, init) => {
    const url = String(input instanceof Request ? input.url : input);
    asked.push({ url, init, body: init?.body as Asked['body'] });
    return answer(url, init);
  };
  return { asked, restore: () => (window.fetch = real) };
}

/** Empties families of the store; other files of tests run beside on the same origin, each with families of its own. */
export async function emptyStore(...families: string[]): Promise<void> {
  const store = await openEmbedStore();
  store.close();
  const request = indexedDB.open(DATABASE);
  await new Promise<void>((resolve, reject) => {
    request.onsuccess = () => {
      const transaction = request.result.transaction('keyval', 'readwrite');
      for (const family of families) {
        transaction.objectStore('keyval').delete(IDBKeyRange.bound([family], [family, []]));
      }
      transaction.oncomplete = () => {
        request.result.close();
        resolve();
      };
      transaction.onabort = () => reject(new Error('not emptied', { cause: transaction.error }));
    };
  });
}

export async function until<T>(
  look: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  what: string,
): Promise<T> {
  for (let tries = 0; tries < 400; tries++) {
    const found = await look();
    if (found) return found;
    // Not by frames: a page in the background has none.
    await new Promise(resolve => setTimeout(resolve, 15));
  }
  throw new Error(`never came: ${what}`);
}

/** A sent form as text. */
export function bodyText(body: Asked['body']): string {
  return body instanceof FormData || body === undefined ? '' : body.toString();
}

export function textOf(element: Element): string {
  return (element.shadowRoot?.textContent ?? '').replace(/\s+/g, ' ').trim();
}

export function parts(element: LitElement | Element, name: string): Element[] {
  return [...(element.shadowRoot?.querySelectorAll(`[part~=${name}]`) ?? [])];
}

export const aFeed = (items: number, change: Record<string, unknown> = {}): Response =>
  Response.json(
    {
      version: 'https://jsonfeed.org/version/1.1',
      title: 'A feed',
      home_page_url: 'https://example.org/',
      items: Array.from({ length: items }, (_, i) => ({
        id: `item-${i}`,
        url: `https://example.org/${i}`,
        title: `Headline ${i}`,
        summary: `What is said in ${i}.`,
        date_published: new Date(Date.UTC(2026, 10, 23, 6, 0) - i * 3_600_000).toISOString(),
      })),
      ...change,
    },
    { headers: { 'content-type': 'application/feed+json' } },
  );
