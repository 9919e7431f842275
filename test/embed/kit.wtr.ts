import { executeServerCommand } from '@web/test-runner-commands';
import { fixture, html } from '@open-wc/testing';
import '../../src/embed/predawn-save.ts';
import '../../src/embed/predawn-status.ts';
import '../../src/embed/predawn-morning.ts';
import type { PredawnSave } from '../../src/embed/predawn-save.ts';
import type { PredawnMorning } from '../../src/embed/predawn-morning.ts';
import { isWorthDelivering } from '../../src/sync/embed/morning.ts';
import { EMBED_TAGS, PAGES_CACHE } from '../../src/sync/embed/names.ts';
import { partsOf } from '../../src/sync/embed/pages.ts';
import { equal, ok } from '../store/expect.ts';
import { emptyStore, textOf, until } from './stage.ts';

const PAGES = '/test/embed/pages/';
const STORY = new URL(`${PAGES}story.html`, location.origin).href;

describe('the kit in a host worker', () => {
  let registration: ServiceWorkerRegistration;

  const ask = (message: object): Promise<unknown> =>
    new Promise(resolve => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = event => resolve(event.data);
      registration.active?.postMessage(message, [port2]);
    });
  const kept = async (): Promise<string[]> => {
    const cache = await caches.open(PAGES_CACHE);
    const paths = (await cache.keys()).map(({ url }) => new URL(url).pathname);
    // The test server puts a script of its own into each page.
    return paths.flatMap(path => (path.startsWith(PAGES) ? [path.slice(PAGES.length)] : [])).sort();
  };
  const open = async (url: string): Promise<Document | null> => {
    const frame = document.createElement('iframe');
    frame.src = url;
    const loaded = new Promise(resolve => (frame.onload = resolve));
    document.body.append(frame);
    await loaded;
    return frame.contentDocument;
  };

  before(async () => {
    registration = await navigator.serviceWorker.register(`${PAGES}host-worker.js`, { type: 'module', scope: PAGES });
    const worker = registration.active ?? registration.installing ?? registration.waiting;
    await until(() => worker?.state === 'activated', 'the worker');
  });
  beforeEach(async () => {
    await emptyStore('page', 'morning');
    await caches.delete(PAGES_CACHE);
  });
  afterEach(() => document.querySelectorAll('iframe').forEach(frame => frame.remove()));
  after(() => registration.unregister());

  it('delivers feed and page, and the page opens with the network gone', async () => {
    const delivery = (await ask({ call: 'deliver' })) as { feeds: number; pages: number; failed: number };
    equal([delivery.feeds, delivery.pages, delivery.failed], [1, 1, 0]);
    equal(await kept(), ['dot.svg', 'story.css', 'story.html']);
    await executeServerCommand('offline', true);
    try {
      const page = await open(STORY);
      equal(page?.querySelector('h1')?.textContent, 'A story of this morning');
      await until(() => page?.querySelector('img')?.naturalWidth === 10, 'the picture');
    } finally {
      await executeServerCommand('offline', false);
    }
  });

  it('leaves what is not its own to the host', async () => {
    await ask({ call: 'deliver' });
    await open(STORY);
    await open(`${PAGES}dot.svg?host`);
    const left = (await ask({ call: 'left' })) as string[];
    ok(left.includes(`${PAGES}dot.svg`), 'an address that was never kept, left to the host');
    equal(left.includes(`${PAGES}story.html`), false);
    equal(await ask({ call: 'sync', tag: 'workbox-background-sync:queue' }), { isOurs: false, failed: false });
    equal(await ask({ call: 'periodicsync', tag: 'content-sync' }), { isOurs: false, failed: false });
  });

  it('takes pushes and clicks that are its own, and no other', async () => {
    const push = (message: unknown) => ask({ call: 'push', tag: JSON.stringify(message) });
    equal(await push({ predawn: { title: 'Your morning', url: '/' } }), { isOurs: true, closed: false });
    equal(await push({ title: 'The host’s' }), { isOurs: false, closed: false });
    equal(await push('text'), { isOurs: false, closed: false });
    const click = (data: unknown) => ask({ call: 'notificationclick', tag: JSON.stringify(data) });
    equal(await click({ predawn: STORY }), { isOurs: true, closed: true });
    equal(await click({ predawn: 'https://elsewhere.example/' }), { isOurs: false, closed: false });
    equal(await click({ order: 7 }), { isOurs: false, closed: false });
    equal(await click(null), { isOurs: false, closed: false });
  });

  it('fetches a page that was asked for, when its sync fires', async () => {
    const element = await fixture<PredawnSave>(html`<predawn-save href=${STORY}></predawn-save>`);
    await element.save();
    await until(() => textOf(element).includes('On this device'), 'the page');
    ok((await kept()).includes('story.html'), 'the page in the cache');
    await element.drop();
    // One that was still fetching it takes it away again.
    await until(async () => !(await kept()).includes('story.html'), 'the page is gone');
    equal(await ask({ call: 'sync', tag: EMBED_TAGS.save + STORY }), { isOurs: true, failed: false });
  });

  it('says what this browser can do for the morning, and no more', async () => {
    const element = await fixture<PredawnMorning>(html`<predawn-morning></predawn-morning>`);
    await until(() => element.state !== 'unknown', 'a state');
    ok(['no-worker', 'install-needed'].includes(element.state), 'that it needs an installation');
    ok(element.shadowRoot?.querySelector('button')?.hidden === true, 'no switch that does nothing');
  });

  it('says when something was delivered', async () => {
    const element = await fixture(html`<predawn-status></predawn-status>`);
    await ask({ call: 'deliver' });
    await until(() => textOf(element).includes('delivered'), 'the delivery');
    ok(textOf(element).startsWith('Online'), 'online');
  });
});

describe('what the kit decides', () => {
  const at = (time: string): Date => new Date(`2026-11-23T${time}:00`);

  it('delivers for a time that lies ahead, not twice, and at every wake without times', () => {
    const morning = ['07:00'];
    equal(isWorthDelivering(morning, undefined, at('06:10')), true);
    equal(isWorthDelivering(morning, undefined, at('07:30')), false);
    equal(isWorthDelivering(morning, undefined, at('20:00')), true);
    equal(isWorthDelivering([], undefined, at('12:00')), true);
    const last = { at: at('06:00').getTime(), feeds: 1, pages: 0, failed: 0 };
    equal(isWorthDelivering(morning, last, at('06:10')), false);
  });

  it('finds pictures, scripts and style sheets of its own origin, each once', () => {
    const page = `<link rel=stylesheet href=/a.css><link rel="icon" href="/i.svg"><img alt='x' src='b.png'>
      <img src="b.png"><script type="module" src="/m.js"></script><img src="https://cdn.example/c.png"><img data-src="d.png" src="e.png?a=1&amp;b=2">`;
    equal(partsOf(page, 'https://host.example/dir/page'), [
      'https://host.example/a.css',
      'https://host.example/dir/b.png',
      'https://host.example/m.js',
      'https://host.example/dir/e.png?a=1&b=2',
    ]);
  });
});
