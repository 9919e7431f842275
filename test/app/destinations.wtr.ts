// "Send to": set up, tried and said, used from an article, seen in the Outbox. The destinations are answers of the test's own `fetch`.

import { assert } from '@open-wc/testing';
import { executeServerCommand } from '@web/test-runner-commands';
import type { App } from '../../src/app/app.ts';
import { readDestinations, sendArticle } from '../../src/app/destinations.ts';
import { watchOutbox } from '../../src/app/outbox-watch.ts';
import { type ConfiguredDestination, outboxDestination } from '../../src/core/destinations.ts';
import type { Article, ArticleId } from '../../src/core/model.ts';
import { PredawnError } from '../../src/core/errors.ts';
import type { OutboxEntry } from '../../src/core/outbox.ts';
import { markInFlight } from '../../src/core/outbox-rules.ts';
import { keys } from '../../src/store/keys.ts';
import type { Library } from '../../src/store/library-api.ts';
import { seen, text, until } from '../support/looking.ts';
import { openReader, putFeed, type ReaderPage } from '../support/reader-page.ts';
import { withSheet } from '../support/sheet.ts';

const says = (selector: string, words: RegExp): Promise<void> =>
  until(() => words.test(text(selector)), `${selector} says ${String(words)}`).catch((error: unknown) => {
    throw new Error(`${String(error)} but ${text(selector)}`);
  });
const fill = (name: string, value: string): void => {
  const box = document.querySelector<HTMLInputElement | HTMLTextAreaElement>(`dialog [name=${name}]`);
  if (!box) throw new Error(`no ${name}`);
  box.value = value;
};
const choose = (name: string, value: string): void => {
  document.querySelector<HTMLInputElement>(`dialog [name=${name}][value=${value}]`)?.click();
};

const HOOK: ConfiguredDestination = {
  id: 'hook',
  kind: 'webhook',
  name: 'Notebook',
  url: 'https://hook.example/in',
  key: { kind: 'none' },
  mode: 'cors',
  onUnknown: 'resend',
};
const put = (library: Library, ...all: ConfiguredDestination[]): Promise<void> =>
  library.backend.write({ puts: [[keys.meta('destinations'), all]] });

describe('send to', () => {
  withSheet();
  let page: ReaderPage;
  let asked: Request[] = [];
  let answer: (request: Request) => Response | Promise<Response> = () => Response.json({});
  const real = globalThis.fetch;
  let stop = new AbortController();

  before(() => executeServerCommand('media', { 'prefers-reduced-motion': 'reduce' }));
  after(() => executeServerCommand('media', { 'prefers-reduced-motion': 'no-preference' }));
  beforeEach(() => {
    localStorage.setItem('predawn-welcomed', '1');
    asked = [];
    stop = new AbortController();
    answer = () => Response.json({});
    globalThis.fetch = async (input, init) => {
      const request = new Request(input, init);
      if (new URL(request.url).origin === location.origin) return real(input, init);
      asked.push(request);
      return answer(request);
    };
  });
  afterEach(() => {
    stop.abort();
    globalThis.fetch = real;
    page.close();
    localStorage.clear();
  });

  const openSetUp = async (kind: string, seed?: (library: Library) => Promise<unknown>): Promise<void> => {
    page = await openReader('/settings/destinations', seed ? { seed } : {});
    await seen('.destinations h1');
    [...document.querySelectorAll<HTMLElement>('.destinations .send-menu button')]
      .find(button => button.textContent?.includes(kind))
      ?.click();
    await seen('dialog[open]');
  };

  it('is found in Settings, and is accessible with nothing set up', async () => {
    page = await openReader('/settings');
    await seen('.settings h1');
    document.querySelector<HTMLElement>('.settings a[href="/settings/destinations"]')?.click();
    await seen('.destinations .empty');
    assert.equal(location.pathname, '/settings/destinations');
    await assert.isAccessible(document.body);
  });

  it('tries a webhook before it is saved: a test article, the token with it', async () => {
    await openSetUp('Webhook');
    await assert.isAccessible(document.querySelector('dialog') ?? document.body);
    fill('name', 'Notebook');
    fill('url', 'https://hook.example/in');
    fill('secret', 'of-the-hook');
    page.named('Test and save').click();
    await says('.said-how', /It works: a test article was sent and taken\. Saved\./);
    assert.deepEqual(
      asked.map(({ method, url, headers }) => [method, url, headers.get('authorization')]),
      [['POST', 'https://hook.example/in', 'Bearer of-the-hook']],
    );
    assert.match(await (asked[0]?.text() ?? ''), /A test from Predawn/);
    page.named('Done').click();
    await seen('.destinations .entries');
    assert.match(text('.destinations .entries'), /Notebook.*hook\.example/);
    const [stored] = await readDestinations(page.library);
    assert.deepEqual([stored?.name, stored?.secret, stored?.key.kind], ['Notebook', 'of-the-hook', 'none']);
    await assert.isAccessible(document.body);
  });

  it('says what is wrong at the field where it is, and asks nobody', async () => {
    await openSetUp('Webhook');
    fill('url', 'hook.example');
    page.named('Test and save').click();
    await says('.said-how', /This is not a web address\./);
    assert.equal(document.activeElement?.getAttribute('name'), 'url');
    assert.equal(document.activeElement?.getAttribute('aria-invalid'), 'true');
    fill('url', 'https://hook.example');
    fill('template', '{"a": {{title}}}');
    page.named('Test and save').click();
    await says('.said-how', /not valid JSON/);
    assert.equal(document.activeElement?.getAttribute('name'), 'template');
    assert.deepEqual(asked, []);
    await assert.isAccessible(document.querySelector('dialog') ?? document.body);
  });

  it('says that a site refuses browsers, and what helps; and saves it all the same when told to', async () => {
    answer = request => {
      if (request.mode === 'no-cors') return new Response(null);
      throw new TypeError('Failed to fetch');
    };
    await openSetUp('Webhook');
    fill('url', 'https://hook.example/in');
    page.named('Test and save').click();
    await says(
      '.said-how',
      /does not work yet.*refuses requests from a browser \(CORS\).*hand it over without an answer/,
    );
    assert.deepEqual(await readDestinations(page.library), []);
    choose('mode', 'opaque');
    await until(
      () => document.querySelector('dialog [name=key][value=header]') === null,
      'no header without an answer',
    );
    fill('url', 'https://hook.example/in');
    page.named('Test and save').click();
    await says('.said-how', /handed over.*look there whether it arrived/);
    assert.equal((await readDestinations(page.library))[0]?.mode, 'opaque');
  });

  it('asks how a key is taken, and what to do where none is', async () => {
    await openSetUp('Webhook');
    fill('url', 'https://hook.example/in');
    assert.isNotNull(document.querySelector('dialog [name=onUnknown]'));
    choose('onUnknown', 'ask');
    choose('key', 'field');
    await seen('dialog [name=keyName]');
    fill('keyName', 'once');
    page.named('Test and save').click();
    await says('.said-how', /Saved/);
    assert.deepEqual((await readDestinations(page.library))[0]?.key, { kind: 'field', name: 'once' });
  });

  it('signs in to Wallabag once, and keeps the tokens, not the password', async () => {
    answer = request =>
      request.url.endsWith('/oauth/v2/token')
        ? Response.json({ access_token: 'a', refresh_token: 'r', expires_in: 3600 })
        : Response.json({}, { status: request.headers.get('authorization') === 'Bearer a' ? 200 : 401 });
    await openSetUp('Wallabag');
    await assert.isAccessible(document.querySelector('dialog') ?? document.body);
    fill('url', 'https://bag.example');
    fill('clientId', 'c');
    fill('secret', 's');
    fill('username', 'ann');
    fill('password', 'hunter2');
    page.named('Test and save').click();
    await says('.said-how', /you are signed in/);
    const [stored] = await readDestinations(page.library);
    assert.equal(stored?.tokens?.refreshToken, 'r');
    assert.notMatch(JSON.stringify(stored), /hunter2/);
  });

  it('says which token Linkding refused, in its own words', async () => {
    answer = () => Response.json({ detail: 'Invalid token.' }, { status: 401 });
    await openSetUp('Linkding');
    fill('url', 'https://ding.example');
    fill('secret', 'wrong');
    page.named('Test and save').click();
    await says('.said-how', /wants you to sign in.*It said: “Invalid token\.”/);
  });

  it('is changed without typing its secret again, tried by itself, and removed with what waits for it', async () => {
    page = await openReader('/settings/destinations', {
      seed: async library => {
        await put(library, { ...HOOK, secret: 'kept' });
        const request = { url: HOOK.url, method: 'POST', headers: {}, body: { kind: 'none' } } as const;
        await library.act(
          { kind: 'send', title: 'A story', request },
          { now: Date.now(), destination: outboxDestination(HOOK) },
        );
      },
    });
    await seen('.destinations .entries');
    page.named('Test Notebook').click();
    await says('.destinations .why', /It works\./);
    page.named('Edit Notebook').click();
    await seen('dialog[open]');
    assert.equal(document.querySelector<HTMLInputElement>('dialog [name=secret]')?.value, '');
    fill('name', 'Diary');
    page.named('Test and save').click();
    await says('.said-how', /Saved/);
    assert.deepEqual(
      (await readDestinations(page.library)).map(({ name, secret }) => [name, secret]),
      [['Diary', 'kept']],
    );
    page.named('Done').click();
    await until(() => text('.destinations .entries .what') === 'Diary', 'the new name');
    page.named('Remove Diary').click();
    await says('.confirm-dialog', /The article that waits for it will not be sent/);
    document.querySelector<HTMLElement>('.confirm-dialog .button:not(.plain)')?.click();
    await seen('.destinations .empty');
    assert.deepEqual(await page.library.outbox(), []);
  });

  it('says where a backup brought no token', async () => {
    page = await openReader('/settings/destinations', {
      seed: library => put(library, { ...HOOK, kind: 'linkding', secret: '' }),
    });
    await says('.destinations .why', /Its token is not on this device/);
  });

  describe('from an article', () => {
    let id: ArticleId;
    const open = async (...destinations: ConfiguredDestination[]): Promise<void> => {
      page = await openReader('/', {
        seed: async library => {
          [id] = (await putFeed(library, 'courier')) as [ArticleId];
          await put(library, ...destinations);
        },
      });
      page.reader.app.router.go(`/article/${encodeURIComponent(id)}`);
      await seen('.reading h1');
    };

    it('leads to set-up the first time, with a way back', async () => {
      await open();
      page.named('Send to').click();
      await seen('.destinations h1');
      page.named('Back to the article').click();
      await seen('.reading h1');
      assert.equal(location.pathname, `/article/${encodeURIComponent(id)}`);
    });

    it('sends at once where there is one, kept first, without its secret', async () => {
      await open({ ...HOOK, secret: 'of-the-hook' });
      page.named('Send to').click();
      await says('.notice:last-child', /Saved, will be sent to Notebook\./);
      const [entry] = await page.library.outbox();
      assert.deepEqual([entry?.action.kind, entry?.destination.id], ['send', 'send-to:hook']);
      assert.equal(page.link.entries[0]?.id, entry?.id);
      assert.notMatch(JSON.stringify(entry), /of-the-hook/);
    });

    it('asks which where there are several, also by its key', async () => {
      await open(HOOK, { ...HOOK, id: 'two', name: 'Diary' });
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'e', bubbles: true, cancelable: true }));
      await seen('.send-dialog');
      await assert.isAccessible(document.querySelector('dialog') ?? document.body);
      assert.equal(document.activeElement?.textContent?.includes('Notebook'), true);
      document.querySelectorAll<HTMLElement>('.send-dialog li button')[1]?.click();
      await says('.notice:last-child', /Diary/);
      assert.equal((await page.library.outbox())[0]?.destination.id, 'send-to:two');
    });

    it('says so, and shows nothing as done, where the storage is full', async () => {
      await open(HOOK);
      const article = (await page.library.article(id)) as Article;
      const full = new PredawnError('quota-exceeded');
      const app: App = { ...page.reader.app, library: { ...page.library, act: () => Promise.reject(full) } };
      const refused: unknown = await sendArticle(app, article, HOOK).catch((error: unknown) => error);
      assert.equal(refused, full);
      assert.notMatch(text('.notice:last-child'), /Saved/);
      assert.equal(page.link.entries.length, 0);
    });
  });

  describe('the Outbox', () => {
    const send = async (library: Library, title: string, change: Partial<ConfiguredDestination> = {}) => {
      const request = { url: HOOK.url, method: 'POST', headers: {}, body: { kind: 'none' } } as const;
      const destination = outboxDestination({ ...HOOK, ...change });
      return (await library.act({ kind: 'send', title, request }, { now: Date.now(), destination })) as OutboxEntry;
    };
    const settle = async (library: Library, entry: OutboxEntry, change: Partial<OutboxEntry>): Promise<void> => {
      const flying = markInFlight(entry, Date.now());
      await library.settleOutbox(entry.seq, flying);
      await library.settleOutbox(entry.seq, { ...flying, ...change });
    };
    const row = (title: string): string =>
      [...document.querySelectorAll('.entries li')]
        .map(each => each.textContent?.replace(/\s+/g, ' ').trim() ?? '')
        .find(words => words.includes(title)) ?? '';

    it('says of each what it is, why it waits, and never calls handed over acknowledged', async () => {
      page = await openReader('/outbox', {
        seed: async library => {
          await put(library, HOOK);
          await settle(library, await send(library, 'First'), { state: 'waiting', lastError: 'refuses-browsers' });
          await send(library, 'Second');
          await settle(library, await send(library, 'Blind', { id: 'x', mode: 'opaque' }), { state: 'handed-over' });
          await settle(library, await send(library, 'Refused', { id: 'y' }), {
            state: 'dead',
            lastError: 'unprocessable',
            reason: 'No such list',
          });
          await settle(library, await send(library, 'Locked', { id: 'z' }), {
            state: 'needs-sign-in',
            lastError: 'needs-sign-in',
          });
        },
      });
      await seen('.outbox .entries');
      assert.match(row('First'), /Send “First” to Notebook waits: This site refuses requests from a browser \(CORS\)/);
      assert.match(row('Second'), /waits for the one before it/);
      assert.match(row('Blind'), /handed over; this destination gives no receipt/);
      assert.match(row('Refused'), /was refused: The server cannot use.*No such list/);
      assert.match(row('Locked'), /the destination asks you to sign in/);
      await assert.isAccessible(document.body);
    });

    it('takes back, and takes the taking back back', async () => {
      page = await openReader('/outbox', { seed: library => send(library, 'First') });
      await seen('.outbox .entries');
      page.named('Cancel: Send “First”').click();
      await seen('.outbox .empty');
      assert.deepEqual(await page.library.outbox(), []);
      page.named('Undo').click();
      await seen('.outbox .entries');
      assert.equal((await page.library.outbox())[0]?.state, 'waiting');
      await until(() => page.link.entries.length === 1, 'it is tried');
      await until(() => text('.rail [data-count=waiting]') === '1', 'the shell has heard of it');
    });

    it('counts what waits, quietly, wherever one is', async () => {
      page = await openReader('/', { seed: library => send(library, 'First') });
      await until(() => text('.rail [data-count=waiting]') === '1', 'one waits');
      await page.library.settleOutbox(1, null);
      await until(() => text('.rail [data-count=waiting]') === '', 'none waits');
    });

    it('says what became of it, wherever one is', async () => {
      page = await openReader('/', { seed: library => send(library, 'First') });
      watchOutbox(page.reader.app, stop.signal);
      await until(() => text('.rail [data-count=waiting]') === '1', 'one waits');
      const second = await send(page.library, 'Second', { id: 'two' });
      await page.library.settleOutbox(1, null);
      page.link.tell({ kind: 'replayed', acknowledged: 1, waiting: 1, dead: 0 });
      await says('#live', /^Sent: First$/);
      await settle(page.library, second, { state: 'dead', lastError: 'refused' });
      page.link.tell({ kind: 'replayed', acknowledged: 0, waiting: 0, dead: 1 });
      await says('#live', /^Not sent: Second$/);
      page.named('See the Outbox').click();
      await seen('.outbox h1');
    });

    it('asks before a tab is closed whose memory alone holds something, and only then', async () => {
      page = await openReader('/');
      watchOutbox(page.reader.app, stop.signal);
      const asks = (): boolean => !dispatchEvent(new Event('beforeunload', { cancelable: true }));
      assert.isFalse(asks());
      await send(page.library, 'First');
      await until(asks, 'it asks');
      await page.library.settleOutbox(1, null);
      await until(() => !asks(), 'it asks no more');
    });
  });
});
