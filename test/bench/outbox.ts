// The outbox's bars: what arrives after kills, after a dead server, after being offline, and what an action costs with many waiting.

import type { Browser, Page } from 'puppeteer-core';
import { chromiumPath } from '../support/chromium-flags.mjs';
import { killBrowser, launchChromium } from '../support/chromium.ts';
import { allowNotifications, pusher, startDesktop } from '../support/desktop.ts';
import { killTest } from '../support/kill-test.ts';
import { openNetwork } from '../support/network.ts';
import { FIREFOX, outboxBehaviours, WEBKIT } from '../support/outbox-behaviours.ts';
import { openSite, startOutboxSite, startOutboxSiteInside } from '../support/outbox-site.ts';
import { temporaryFolder } from '../support/temp.ts';
import { until } from '../support/until.ts';
import type { Report } from './harness.ts';
import { median, percentile } from './harness.ts';

const TWENTY = Array.from({ length: 20 }, (_, index) => String(index));
const MINUTE_MS = 60_000;
const BLOCKS = 15;
const BLOCK = 60;

/** `npm run bench outbox:writes,clicks` runs some. */
const PARTS: Readonly<Record<string, (report: Report) => Promise<void>>> = {
  writes: writesWithManyWaiting,
  triggers: backAfterADeadServer,
  offline: offlineThenLinkUp,
  killed: killedInMidSync,
  engines: otherEngines,
  clicks: notificationClicks,
  kills,
};

export default async function outbox(report: Report, parts: readonly string[] = Object.keys(PARTS)): Promise<void> {
  for (const part of parts) {
    const run = PARTS[part];
    if (!run) throw new Error(`There is no part ${part}; there are: ${Object.keys(PARTS).join(', ')}.`);
    await run(report);
  }
}

async function kills(report: Report): Promise<void> {
  const seed = Number(process.env['PREDAWN_SEED'] ?? Date.now() % 1_000_000);
  const few = Number(process.env['PREDAWN_KILLS'] ?? 300);
  report.note(`kill test, seed ${seed} (PREDAWN_SEED=${seed} runs it again)`);
  const options = { seed, actions: Math.round((few * 10) / 3), browserKills: few, networkKills: few };
  const outcome = await killTest({ ...options, limitMs: 25 * MINUTE_MS });
  report.note(
    `${outcome.kept} actions kept, ${outcome.browserKills} kills of the browser, ${outcome.networkKills} of the network ` +
      `(${outcome.network}), ${Math.round(outcome.tookMs / 1000)} s`,
  );
  report.figure({ figure: 'actions kept', value: outcome.kept, unit: '', bar: options.actions, sense: 'min' });
  report.figure({ figure: 'SIGKILLs of the browser', value: outcome.browserKills, unit: '', bar: few, sense: 'min' });
  report.figure({ figure: 'kills of the network', value: outcome.networkKills, unit: '', bar: few, sense: 'min' });
  report.figure({ figure: 'actions lost', value: outcome.lost, unit: '', bar: 0 });
  report.figure({ figure: 'actions with effect twice', value: outcome.twice, unit: '', bar: 0 });
  report.figure({ figure: 'actions out of order', value: outcome.outOfOrder, unit: '', bar: 0 });
}

async function writesWithManyWaiting(report: Report): Promise<void> {
  const site = await startOutboxSite();
  const browser = await launchChromium();
  try {
    const page = await openSite(browser, site.origin);
    const [none, many] = await page.evaluate(measureWrites, 10_000, BLOCKS * BLOCK);
    const p95 = blockP95(many!);
    const baseline = blockP95(none!);
    report.figure({
      figure: 'write of an action with 10,000 waiting, p95',
      value: p95,
      unit: 'ms',
      baseline,
      ratio: p95 / baseline,
      bar: 1.2,
    });
  } finally {
    await killBrowser(browser);
    await site.close();
  }
}

/** The median of the blocks' own p95: one slow moment of the machine decides nothing. */
function blockP95(values: readonly number[]): number {
  const blocks = Array.from({ length: BLOCKS }, (_, index) => values.slice(index * BLOCK, (index + 1) * BLOCK));
  return median(blocks.map(block => percentile(block, 95)));
}

/** Runs in the page: in turn in an outbox that is empty and in one that is not. */
async function measureWrites(waiting: number, times: number): Promise<number[][]> {
  const none = await predawn.openLibrary({ name: 'predawn-bench-none' });
  const many = await predawn.openLibrary({ name: 'predawn-bench-many' });
  const act = async (library: typeof none): Promise<{ ms: number; seq: number }> => {
    const started = performance.now();
    const entry = await library.act(
      {
        kind: 'send',
        title: 'a message',
        request: {
          url: 'https://nowhere.example/',
          method: 'POST',
          headers: {},
          body: { kind: 'text', text: '{"text":"hello"}', type: 'application/json' },
        },
      },
      { now: Date.now() },
    );
    return { ms: performance.now() - started, seq: entry!.seq };
  };
  const { seq } = await act(many);
  const [first] = await many.outbox();
  for (let at = 1; at < waiting; at += 500) {
    const puts = Array.from({ length: Math.min(500, waiting - at) }, (_, index) => {
      const copy = { ...first!, seq: seq + at + index, id: crypto.randomUUID() };
      return [['outbox', copy.seq], copy] as const;
    });
    await many.backend.write({ puts });
  }
  await many.backend.write({ puts: [[['meta', 'outbox-seq'], seq + waiting]] });
  const took: [number[], number[]] = [[], []];
  for (let index = -20; index < times; index += 1) {
    for (const [which, library] of [none, many].entries()) {
      const done = await act(library);
      if (index >= 0) took[which as 0 | 1].push(done.ms);
      await library.settleOutbox(done.seq, null);
    }
  }
  return took;
}

async function backAfterADeadServer(report: Report): Promise<void> {
  const triggers: Record<string, (page: Page, browser: Browser, origin: string) => Promise<void>> = {
    'a page load': async (_page, browser, origin) => void (await openSite(browser, origin)),
    online: page => page.evaluate(() => void dispatchEvent(new Event('online'))),
    'becoming visible': page => page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange'))),
  };
  for (const [name, trigger] of Object.entries(triggers)) {
    const site = await startOutboxSite();
    const browser = await launchChromium();
    try {
      const page = await openSite(browser, site.origin);
      site.switch('book', { cut: 'before' });
      await page.evaluate(async texts => {
        for (const text of texts) await predawn.send('book', text);
      }, TWENTY);
      await until(() => page.evaluate(async () => (await predawn.library.outbox())[0]?.tries !== 0));
      await settled(page);
      site.switch('book', {});
      const started = Date.now();
      await trigger(page, browser, site.origin);
      await until(() => site.effects.length >= TWENTY.length, { timeoutMs: 30_000, what: `all after ${name}` });
      const last = Math.max(...site.effects.map(({ at }) => at));
      report.figure({ figure: `20 sends, server back, after ${name}`, value: last - started, unit: 'ms', bar: 2000 });
    } finally {
      await killBrowser(browser);
      await site.close();
    }
  }
}

/** Nothing is on its way any more. */
async function settled(page: Page): Promise<void> {
  await until(() =>
    page.evaluate(async () => {
      const { held } = await navigator.locks.query();
      const entries = await predawn.library.outbox();
      return entries.every(({ state }) => state === 'waiting') && !held?.some(({ name }) => name === 'predawn-replay');
    }),
  );
}

async function offlineThenLinkUp(report: Report): Promise<void> {
  const network = await openNetwork();
  if (!network) {
    report.note('no user namespaces here: the link cannot be cut, its figure is left out');
    return;
  }
  const site = await startOutboxSiteInside(network);
  const browser = await launchChromium({ program: await network.wrapper(chromiumPath()) });
  try {
    const page = await openSite(browser, site.origin);
    network.cut();
    await until(() => page.evaluate(() => !navigator.onLine));
    await page.evaluate(async () => {
      for (const text of ['1', '2', '3', '4', '5']) await predawn.send('book', text);
      await predawn.registered;
    });
    await browser.newPage();
    await page.close();
    const up = Date.now();
    network.restore();
    await until(() => site.effects().length >= 5, { timeoutMs: 30_000, what: 'five messages' });
    const last = Math.max(...site.effects().map(([, , at]) => at));
    report.figure({
      figure: 'five offline messages, tab closed, after link up',
      value: last - up,
      unit: 'ms',
      bar: 5000,
    });
  } finally {
    await killBrowser(browser);
    await site.stop();
    await network.close();
  }
}

async function killedInMidSync(report: Report): Promise<void> {
  const site = await startOutboxSite();
  const profile = await temporaryFolder('profile');
  const first = await launchChromium({ profile: profile.path });
  let second: Browser | undefined;
  try {
    const page = await openSite(first, site.origin);
    site.switch('book', { silent: true });
    await page.evaluate(async () => {
      for (const text of ['1', '2', '3']) await predawn.send('book', text);
      await predawn.registered;
    });
    await page.close();
    await until(() => site.effects.length === 1);
    await killBrowser(first);
    site.switch('book', {});
    second = await launchChromium({ profile: profile.path });
    await until(() => site.effects.length >= 3, { timeoutMs: 30_000, what: 'the rest, with no page open' });
    const figure = 'killed in mid-sync: not delivered once at its next start';
    report.figure({ figure, value: site.effects.length - 3, unit: '', bar: 0 });
  } finally {
    await killBrowser(first);
    if (second) await killBrowser(second);
    await site.close();
    await profile.remove();
  }
}

/** Real clicks, through the desktop's notification service: the article opens, comes to the front, or a window is led to it. */
async function notificationClicks(report: Report): Promise<void> {
  const desktop = await startDesktop();
  if (!desktop) {
    report.note('no python3-dbus here: notifications cannot be clicked on, their figure is left out');
    return;
  }
  const site = await startOutboxSite();
  const browser = await launchChromium({ env: desktop.env });
  let failed = 0;
  const click = async (title: string, path: string, isDone: () => Promise<boolean>): Promise<void> => {
    await push({ title, navigate: path });
    await desktop.shown(title);
    await until(isDone, { what: title, timeoutMs: 10_000 }).catch((error: unknown) => {
      failed += 1;
      report.note(String(error));
    });
  };
  const at = async (path: string): Promise<Page[]> =>
    (await browser.pages()).filter(page => page.url() === `${site.origin}${path}`);
  await allowNotifications(browser, site.origin);
  const first = await openSite(browser, site.origin);
  const push = await pusher(first);
  try {
    await click('leads a window', '/article/one', async () => (await at('/article/one')).length === 1);
    const other = await browser.newPage();
    await other.bringToFront();
    const isInFront = async (): Promise<boolean> =>
      (await at('/article/one'))[0]?.evaluate(() => document.visibilityState === 'visible') ?? false;
    await until(async () => !(await isInFront()), { what: 'the article is behind' });
    await click('comes to the front', '/article/one', isInFront);
    const [article] = await at('/article/one');
    const again = await pusher(article!);
    await article!.goto('about:blank');
    // The session that pushes lives with its page, which shows something else now.
    await again({ title: 'opens a window', navigate: '/article/two' });
    await desktop.shown('opens a window');
    await until(async () => (await at('/article/two')).length === 1, { timeoutMs: 10_000 }).catch(() => (failed += 1));
    const figure = 'notification clicks that neither open nor focus the article, of 3';
    report.figure({ figure, value: failed, unit: '', bar: 0 });
  } finally {
    await killBrowser(browser);
    await site.close();
    await desktop.stop();
  }
}

async function otherEngines(report: Report): Promise<void> {
  for (const engine of [FIREFOX, WEBKIT]) {
    let failed = 0;
    try {
      await outboxBehaviours(engine);
    } catch (error) {
      failed = 1;
      report.note(`${engine.name}: ${String(error)}`);
    }
    report.figure({ figure: `${engine.name}: behaviours that fail`, value: failed, unit: '', bar: 0 });
  }
}
