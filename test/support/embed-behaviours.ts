// One suite of behaviours of the elements, in a host's page under a strict policy, for engines that are driven by different protocols.

import assert from 'node:assert/strict';
import { startHostSite, type HostSite } from '../embed/host-site.ts';
import { launchChromium } from './chromium.ts';
import type { Engine } from './outbox-behaviours.ts';
import { until } from './until.ts';

type Driven = Awaited<ReturnType<Engine['launch']>> & {
  /** Forced colours, where the engine's protocol can have them. */
  readonly forceColours?: (isForced: boolean) => Promise<void>;
};
/** A behaviour: what it shows, and how. */
type Behaviour = readonly [what: string, show: (stage: Stage) => Promise<void>];

interface Stage {
  readonly site: HostSite;
  readonly engine: Engine;
  readonly driven: Driven;
  /** Opens the host's page with this in it. */
  readonly show: (content: string, scripts?: readonly string[]) => Promise<void>;
  /** Visible words of an element, its own and those in it. */
  readonly text: (selector: string) => Promise<string>;
  /** Waits until they hold this. */
  readonly says: (selector: string, words: string | RegExp) => Promise<void>;
  /** Presses the button with these words in an element or in its shadow. */
  readonly press: (selector: string, name: string) => Promise<void>;
}

export const CHROMIUM: Engine = {
  name: 'Chromium',
  async launch() {
    const browser = await launchChromium();
    const page = await browser.newPage();
    return {
      open: async url => void (await page.goto(url, { waitUntil: 'load' })),
      reload: async () => void (await page.reload({ waitUntil: 'load' })),
      forceColours: (isForced: boolean) =>
        page.emulateMediaFeatures([{ name: 'forced-colors', value: isForced ? 'active' : 'none' }]),
      run: <T>(body: string) => page.evaluate(`(async () => { ${body} })()`) as Promise<T>,
      close: () => browser.close(),
    };
  },
};

const FORM = (attributes = ''): string =>
  `<predawn-form><form method="post" action="/book" ${attributes}><input name="message" value="hello" aria-label="Message"><button>Send</button></form></predawn-form>`;
const SHADOW = (selector: string): string => `document.querySelector(${JSON.stringify(selector)})?.shadowRoot`;

export const EMBED_BEHAVIOURS: readonly Behaviour[] = [
  [
    'headlines of a JSON Feed, newest first, with their age, in the room that `limit` keeps',
    async ({ show, says, driven }) => {
      await show('<predawn-feed src="/feed.json" limit="5">Our stories</predawn-feed>');
      await says('predawn-feed', /Monday 0.*Monday 4.*Fetched/s);
      const height = 'return document.querySelector("predawn-feed").getBoundingClientRect().height';
      assert.equal(await driven.run<number>(height), 5 * 96 + 40);
    },
  ],
  [
    'what is kept while the feed is dead, and how old it is',
    async ({ site, show, says, text }) => {
      site.feeds = 'dead';
      await show('<predawn-feed src="/feed.json" limit="5">Our stories</predawn-feed>');
      await says('predawn-feed', /Monday 0.*Fetched .*The network failed/s);
      await show('<predawn-feed src="/feed-never-seen.json"><a href="/news">Our stories</a></predawn-feed>');
      await says('predawn-feed', 'The network failed');
      assert.match(await text('predawn-feed'), /Our stories/, 'its content stays');
    },
  ],
  [
    'a source that lets nobody read it, told as what it is',
    async ({ site, show, says }) => {
      await show(`<predawn-feed src="${site.otherOrigin}/feed.json">Our stories</predawn-feed>`);
      await says('predawn-feed', 'does not allow other sites to read it');
    },
  ],
  [
    'RSS, with the parser loaded for it, straight from a publisher that allows it too',
    async ({ site, show, says }) => {
      await show('<predawn-feed src="/feed.xml" layout="digest">Our stories</predawn-feed>');
      await says('predawn-feed', /Monday & more 0.*Fetched/s);
      await show(`<predawn-feed src="${site.otherOrigin}/open.xml">Our stories</predawn-feed>`);
      await says('predawn-feed', /Monday & more 0.*Fetched/s);
    },
  ],
  [
    'a form that is kept, sent, and acknowledged once',
    async ({ site, show, says, press }) => {
      await show(FORM());
      await press('predawn-form', 'Send');
      await says('predawn-form', 'Sent.');
      assert.deepEqual(
        site.received.map(({ body }) => body),
        ['message=hello'],
      );
      assert.match(site.received[0]?.key ?? '', /^[\da-f-]{36}$/);
    },
  ],
  [
    'a form that waits for a dead server, shown in the outbox, sent after a reload, once',
    async ({ site, show, says, press, driven }) => {
      site.book = 'dead';
      await show(`${FORM('aria-label="Guest book"')}<predawn-outbox>Nothing waits.</predawn-outbox>`);
      await says('predawn-outbox', 'Nothing waits.');
      await press('predawn-form', 'Send');
      await says('predawn-form', 'Saved, will be sent.');
      await says('predawn-outbox', /Guest book.*Waits for the network/s);
      site.book = 201;
      await driven.reload();
      await until(() => site.received.length > 0, { what: 'delivery' });
      await says('predawn-outbox', 'Nothing waits.');
      assert.equal(site.received.length, 1, JSON.stringify(site.tries));
    },
  ],
  [
    'a refusal with its reason, and an entry that is discarded',
    async ({ site, show, says, press }) => {
      site.book = 422;
      await show(`${FORM('aria-label="Guest book"')}<predawn-outbox>Nothing waits.</predawn-outbox>`);
      await press('predawn-form', 'Send');
      await says('predawn-form', 'Not sent. Not like this.');
      await says('predawn-outbox', 'Refused');
      await press('predawn-outbox', 'Discard');
      await says('predawn-outbox', 'Nothing waits.');
      assert.deepEqual(site.received, []);
    },
  ],
  [
    'a file, as it is',
    async ({ site, show, says, press, driven }) => {
      const form = '<form method="post" action="/book" enctype="multipart/form-data">';
      await show(
        `<predawn-form>${form}<input type="file" name="photo" aria-label="Photo"><button>Send</button></form></predawn-form>`,
      );
      await driven.run(`const files = new DataTransfer();
        files.items.add(new File(['pixels'], 'photo.jpg', { type: 'image/jpeg' }));
        document.querySelector('input').files = files.files;`);
      await press('predawn-form', 'Send');
      await says('predawn-form', 'Sent.');
      assert.match(site.received[0]?.body ?? '', /name="photo"; filename="photo\.jpg"[^]*image\/jpeg[^]*pixels/);
    },
  ],
  [
    'a page kept for offline, that opens with the server stopped',
    async ({ site, show, says, press, driven }) => {
      await show('<predawn-save href="/">Keep</predawn-save><predawn-status></predawn-status>', ['predawn']);
      await driven.run('await navigator.serviceWorker.ready');
      await press('predawn-save', 'Keep');
      await says('predawn-save', 'On this device');
      await site.stop();
      try {
        await driven.open(`${site.origin}/`);
        await says('h1', 'A host');
        await says('predawn-save', 'On this device');
      } finally {
        await site.start();
      }
      await press('predawn-save', 'Keep');
      await until(
        async () => !(await driven.run<string>(`return ${SHADOW('predawn-save')}.textContent`)).includes('device'),
        { what: 'dropped' },
      );
    },
  ],
  [
    'the network and the last delivery',
    async ({ show, says, driven }) => {
      await show('<predawn-status></predawn-status>');
      await driven.run(`const worker = (await navigator.serviceWorker.ready).active;
        const told = new Promise(done => (navigator.serviceWorker.onmessage = done));
        worker.postMessage('deliver');
        await told;`);
      await says('predawn-status', /Online.*delivered/s);
    },
  ],
  [
    'what this browser can do for the morning, and no more',
    async ({ engine, show, says, driven }) => {
      await show('<predawn-morning></predawn-morning>');
      await driven.run('await navigator.serviceWorker.ready');
      await says(
        'predawn-morning',
        engine.name === 'Chromium' ? 'only for installed sites' : 'does not fetch by itself',
      );
      assert.equal(
        await driven.run<boolean>(`return ${SHADOW('predawn-morning')}.querySelector('button').hidden`),
        true,
      );
    },
  ],
  [
    'pages that axe has nothing to say about, light and dark, in every state',
    async ({ site, show, says, press, driven }) => {
      const all = `<main><predawn-status></predawn-status><predawn-feed src="/feed.json" limit="3">Our stories</predawn-feed>
        <predawn-feed id="rss" src="/feed.xml" layout="cards"></predawn-feed><predawn-feed id="digest" src="/feed.json" layout="digest" limit="2"></predawn-feed>
        <predawn-feed id="failed" src="${site.otherOrigin}/feed.json">Our stories</predawn-feed><predawn-feed id="loading" src="/slow.json" limit="1">Our stories</predawn-feed>
        ${FORM('aria-label="Guest book"')}<predawn-outbox>Nothing waits.</predawn-outbox><predawn-save href="/">Keep</predawn-save><predawn-morning></predawn-morning></main>`;
      site.book = 422;
      await show(all);
      await says('#rss', 'Fetched');
      await says('#failed', 'does not allow');
      await clean(driven);
      await press('predawn-form', 'Send');
      await says('predawn-outbox', 'Refused');
      await press('predawn-save', 'Keep');
      await says('predawn-save', 'On this device');
      await clean(driven);
      site.book = 'dead';
      await press('predawn-form', 'Send');
      await says('predawn-outbox', 'Waits for the network');
      await clean(driven);
      for (const state of MORNING_STATES) {
        await driven.run(
          `document.querySelector('predawn-morning').state = '${state}'; await document.querySelector('predawn-morning').updateComplete;`,
        );
        await clean(driven, 'predawn-morning');
      }
    },
  ],
];

const MORNING_STATES = ['on', 'off', 'install-needed', 'no-worker', 'in-a-frame', 'not-in-this-browser'];

async function clean(driven: Driven, selector = 'main'): Promise<void> {
  await driven.run(`if (!globalThis.axe) await new Promise(done => {
    const script = document.createElement('script');
    script.src = globalThis.trustedTypes ? trustedTypes.createPolicy('axe', { createScriptURL: a => a }).createScriptURL('/axe.js') : '/axe.js';
    script.onload = done;
    document.head.append(script);
  });`);
  for (const scheme of driven.forceColours ? ['light', 'dark', 'forced'] : ['light', 'dark']) {
    await driven.forceColours?.(scheme === 'forced');
    const found = await driven.run<string[]>(`
      document.documentElement.className = '${scheme}';
      const { violations } = await axe.run('${selector}', { resultTypes: ['violations'] });
      return violations.map(({ id, nodes }) => id + ' ' + nodes.map(node => node.target.join(' ') + ' ' + node.failureSummary).join('; '));`);
    assert.deepEqual(found, [], scheme);
  }
  await driven.forceColours?.(false);
}

/** Throws at the first behaviour that fails, and says which it was. */
export async function embedBehaviours(engine: Engine): Promise<void> {
  const site = await startHostSite();
  const driven = await engine.launch();
  try {
    for (const [what, behave] of EMBED_BEHAVIOURS) {
      Object.assign(site, { book: 201, feeds: 'fine' });
      site.received.length = 0;
      site.tries.length = 0;
      await behave(stage(engine, driven, site)).catch((error: unknown) => {
        throw new Error(`${engine.name}: ${what}`, { cause: error });
      });
      assert.deepEqual(await driven.run('return globalThis.violations'), [], `${what}: no policy is violated`);
    }
  } finally {
    await driven.close();
    await site.stop();
  }
}

function stage(engine: Engine, driven: Driven, site: HostSite): Stage {
  const text = (selector: string): Promise<string> =>
    driven.run<string>(`
    const element = document.querySelector(${JSON.stringify(selector)});
    if (!element) return '';
    const read = node => node instanceof Text ? node.data
      : node.localName === 'style' ? ''
      : node.localName === 'slot' && node.assignedNodes().length > 0 ? node.assignedNodes().map(read).join('')
      : [...(node.shadowRoot ?? node).childNodes].map(read).join(' ');
    return read(element).replace(/\\s+/g, ' ');`);
  return {
    ...{ site, engine, driven, text },
    async show(content, scripts = ['predawn']) {
      Object.assign(site, { content, scripts });
      await driven.open(`${site.origin}/`);
      await until(() => driven.run<boolean>('return customElements.get("predawn-status") !== undefined'), {
        what: 'the elements',
      });
    },
    async says(selector, words) {
      const holds = (said: string): boolean => (typeof words === 'string' ? said.includes(words) : words.test(said));
      let last = '';
      await until(async () => holds((last = await text(selector))), { timeoutMs: 15_000 }).catch(() =>
        assert.fail(`${selector} says "${last}" and never ${String(words)}`),
      );
    },
    async press(selector, name) {
      await driven.run(`
        const element = document.querySelector(${JSON.stringify(selector)});
        const buttons = [...element.querySelectorAll('button'), ...element.shadowRoot.querySelectorAll('button')];
        const named = button => (button.textContent + (button.querySelector('slot')?.assignedNodes() ?? []).map(node => node.data ?? node.textContent).join('')).trim();
        buttons.find(button => named(button).includes(${JSON.stringify(name)})).click();`);
    },
  };
}
