// The page's side of wakes where no worker helps: what comes first, and what waits for nothing.

import { assert, waitUntil } from '@open-wc/testing';
import { openBridge, type Bridge } from '../../src/app/bridge.ts';
import { openLibrary } from '../../src/store/library.ts';
import { openMemoryBackend } from '../../src/store/memory.ts';
import { putFeed } from '../support/reader-page.ts';

describe('a page without a worker', () => {
  const real = Object.getOwnPropertyDescriptor(window, 'fetch')!;
  let asked: string[] = [];
  let bridge: Bridge;

  beforeEach(() => {
    asked = [];
    const hang = (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
      asked.push(new URL(input instanceof Request ? input.url : input, location.href).pathname);
      return new Promise((_, fail) => {
        init?.signal?.addEventListener('abort', () => fail(new DOMException('Aborted', 'AbortError')));
      });
    };
    Object.defineProperty(window, 'fetch', { ...real, value: hang });
  });
  afterEach(() => {
    bridge.close();
    Object.defineProperty(window, 'fetch', real);
  });

  it('asks for news though a destination hangs', async () => {
    const library = await openLibrary({ backend: openMemoryBackend() });
    await putFeed(library, 'harbour');
    const [feed] = await library.feeds();
    await library.putFeed({ ...feed!, checkedAt: Date.now() - 36 * 3_600_000 });
    const request = {
      url: `${location.origin}/hook`,
      method: 'POST',
      headers: {},
      body: { kind: 'none' },
    } as const;
    const destination = {
      id: 'hook',
      key: { kind: 'none' },
      mode: 'cors',
      onUnknown: 'resend',
      onConflict: 'acknowledged',
    } as const;
    await library.act({ kind: 'send', title: 'Hook', request }, { now: Date.now(), destination });

    bridge = openBridge({ library });

    await waitUntil(() => asked.includes('/hook'), 'what a person asked for is sent', { timeout: 5_000 });
    await waitUntil(() => asked.includes('/api/edition'), 'and the news is fetched', { timeout: 5_000 });
    assert.equal(asked.filter(path => path === '/hook').length, 1);
  });
});
