// What the elements cost a host: bytes, blocking, shift; and how soon what is kept is shown with the feed's server dead.

import type { Browser } from 'puppeteer-core';
import { startHostSite, type HostSite } from '../embed/host-site.ts';
import { launchChromium, throttle } from '../support/chromium.ts';
import { buildEmbed } from '../support/embed-build.ts';
import { comeAndGo, lookAtHost } from '../support/embed-harm.ts';
import { embedSizes } from '../support/sizes.ts';
import { until } from '../support/until.ts';
import { median, type Report } from './harness.ts';

const RUNS = 5;

export default async function embed(report: Report): Promise<void> {
  await buildEmbed();
  for (const [figure, value, bar] of await embedSizes()) report.figure({ figure, value, unit: 'B', bar });
  const site = await startHostSite();
  const browser = await launchChromium();
  try {
    Object.assign(site, {
      content: '<predawn-feed src="/feed.json" limit="10"></predawn-feed>',
      scripts: ['predawn-feed'],
    });
    await costs(report, site, browser);
    await repeatVisit(report, site, browser);
    await harm(report, site, browser);
  } finally {
    await browser.close();
    await site.stop();
  }
}

/** Blocking beyond 50 ms a task, and shift, on a first visit at a quarter of the processor's speed, phone and desktop. */
async function costs(report: Report, site: HostSite, browser: Browser): Promise<void> {
  const blocked: number[] = [];
  for (const layout of ['list', 'cards', 'digest']) {
    const shifts: number[] = [];
    site.content = `<predawn-feed src="/feed.json" limit="10" layout="${layout}"></predawn-feed>`;
    for (let run = 0; run < RUNS; run++) {
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      await page.setViewport({ width: WIDTHS[run % WIDTHS.length] ?? 800, height: 800 });
      await throttle(page, 4);
      await page.goto(site.origin, { waitUntil: 'load' });
      await until(() => page.evaluate(SHOWN), { what: 'headlines' });
      await page.evaluate(() => new Promise(done => setTimeout(done, 500)));
      blocked.push(Number(await page.evaluate('blocked')));
      shifts.push(Number(await page.evaluate('shift')));
      await context.close();
    }
    report.figure({
      figure: `layout shift with \`limit\` given, ${layout}`,
      value: Math.max(...shifts),
      unit: '',
      bar: 0,
    });
  }
  report.figure({ figure: 'blocking time for the host, 4x CPU', value: median(blocked), unit: 'ms', bar: 50 });
}

const WIDTHS = [390, 700, 1280];

/** From the element's definition to its headlines, the feed answering nothing. */
async function repeatVisit(report: Report, site: HostSite, browser: Browser): Promise<void> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.goto(site.origin, { waitUntil: 'load' });
  await until(() => page.evaluate(SHOWN), { what: 'headlines' });
  await page.setRequestInterception(true);
  page.on('request', request => void (request.url().endsWith('/feed.json') ? request.abort() : request.continue()));
  await page.evaluateOnNewDocument(`
    customElements.whenDefined('predawn-feed').then(() => {
      const defined = performance.now();
      const look = () => (${SHOWN}) ? (globalThis.took = performance.now() - defined) : setTimeout(look, 1);
      look();
    });
  `);
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    await page.goto(site.origin, { waitUntil: 'load' });
    times.push(Number(await until(() => page.evaluate('globalThis.took'), { what: 'kept headlines' })));
  }
  report.figure({ figure: 'headlines from what is kept, no network', value: median(times), unit: 'ms', bar: 50 });
  await context.close();
}

/** What is left of elements that came and went, a round: one listener or one element forgotten each time would be one and more. */
async function harm(report: Report, site: HostSite, browser: Browser): Promise<void> {
  Object.assign(site, { content: '', scripts: ['predawn'] });
  const page = await browser.newPage();
  await page.goto(site.origin, { waitUntil: 'load' });
  await page.waitForFunction('customElements.get("predawn-status")');
  const cdp = await page.createCDPSession();
  await cdp.send('Performance.enable');
  await comeAndGo(page, WARM_ROUNDS);
  const first = await lookAtHost(page, cdp);
  await comeAndGo(page, ROUNDS);
  const last = await lookAtHost(page, cdp);
  const changed = JSON.stringify(first.host) === JSON.stringify(last.host) ? 0 : 1;
  report.figure({ figure: `what is the host's, changed by ${ROUNDS} rounds`, value: changed, unit: '', bar: 0 });
  report.figure({
    figure: 'listeners left behind a round',
    value: Math.max(0, last.listeners - first.listeners) / ROUNDS,
    unit: '',
    bar: 0.2,
  });
  report.figure({
    figure: `heap after ${ROUNDS} rounds`,
    value: last.heap / 1e6,
    unit: 'MB',
    baseline: first.heap / 1e6,
    ratio: last.heap / first.heap,
    bar: 1.1,
  });
  await page.close();
}

const WARM_ROUNDS = 20;
const ROUNDS = 100;
const SHOWN = `document.querySelector('predawn-feed')?.shadowRoot?.querySelectorAll('a[part=title]').length === 10`;
