// The first visit: an empty browser, a warm gateway, `/?try=newsroom`; bytes and requests to the first headline, and the largest paint.

import type { Browser, CDPSession, Target } from 'puppeteer-core';
import { launchChromium, throttle } from '../../support/chromium.ts';
import { startGateway } from '../../support/gateway.ts';
import { until } from '../../support/until.ts';
import { median } from '../harness.ts';
import type { Part } from './profile.ts';

const RUNS = 5;
/** No larger paint for so long: that was the largest, milliseconds. */
const QUIET_MS = 1500;
const LCP_BARS = { 1: 260, 4: 650 } as const;

interface Visit {
  readonly bytes: number;
  readonly requests: number;
  readonly headlineMs: number;
  readonly lcpMs: number;
}

export async function firstVisits({ report, bare, barHere }: Part): Promise<void> {
  const gateway = await startGateway();
  try {
    await visit(gateway.origin, 1);
    await bare(1);
    for (const factor of [1, 4] as const) {
      const visits: Visit[] = [];
      for (let run = 0; run < RUNS; run += 1) {
        visits.push(await visit(gateway.origin, factor));
        await bare(factor);
      }
      if (factor === 1) {
        report.figure({
          figure: 'first visit: bytes to the first headline, page and worker',
          value: median(visits.map(one => one.bytes)),
          unit: 'bytes',
          bar: 90_000,
        });
        report.figure({
          figure: 'first visit: requests to the first headline',
          value: median(visits.map(one => one.requests)),
          unit: '',
          bar: 12,
        });
      }
      report.figure({
        figure: `first visit: first headline, ${String(factor)}x CPU`,
        value: median(visits.map(one => one.headlineMs)),
        unit: 'ms',
      });
      report.figure({
        figure: `LCP of the first visit, ${String(factor)}x CPU`,
        value: median(visits.map(one => one.lcpMs)),
        unit: 'ms',
        bar: await barHere(LCP_BARS[factor], factor),
      });
    }
  } finally {
    await gateway.stop();
  }
}

async function visit(origin: string, factor: number): Promise<Visit> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.setViewport({ width: 390, height: 844 });
    const traffic = await countTraffic(browser);
    await throttle(page, factor);
    await page.evaluateOnNewDocument(() => {
      const found = { lcp: 0, at: 0, headline: 0 };
      Object.assign(globalThis, { found });
      new PerformanceObserver(list => {
        for (const entry of list.getEntries()) {
          found.lcp = entry.startTime;
          found.at = performance.now();
        }
      }).observe({ type: 'largest-contentful-paint', buffered: true });
      const look = (): void => {
        if (!document.querySelector('article a[href]')?.textContent.trim()) return;
        observer.disconnect();
        // In the page, and painted: after the next frame that the sheet lets through.
        requestAnimationFrame(() => requestAnimationFrame(() => (found.headline = performance.now())));
      };
      const observer = new MutationObserver(look);
      observer.observe(document, { childList: true, subtree: true });
    });
    await page.goto(`${origin}/?try=newsroom`, { waitUntil: 'domcontentloaded' });
    await page.waitForFunction(() => (globalThis as unknown as { found: { headline: number } }).found.headline, {
      polling: 'raf',
    });
    const headline = await page.evaluate(() => {
      const { headline } = (globalThis as unknown as { found: { headline: number } }).found;
      return { ms: headline, at: performance.timeOrigin + headline };
    });
    const lcpMs = await until(
      () =>
        page.evaluate(quiet => {
          const { found } = globalThis as unknown as { found: { lcp: number; at: number } };
          return performance.now() - found.at > quiet && found.lcp;
        }, QUIET_MS),
      { what: 'the largest paint', timeoutMs: 30_000 },
    );
    return { ...traffic(headline.at), headlineMs: headline.ms, lcpMs };
  } finally {
    await browser.close();
  }
}

/** Everything that page and worker receive from now on, headers included; answers what had come by then (milliseconds since the epoch). */
async function countTraffic(browser: Browser): Promise<(byThen: number) => { bytes: number; requests: number }> {
  const came: { readonly at: number; readonly bytes: number; readonly isRequest: boolean }[] = [];
  const follow = async (target: Target): Promise<void> => {
    const type = target.type() as string;
    if (type !== 'page' && type !== 'service_worker') return;
    const session: CDPSession = await target.createCDPSession();
    /** The protocol's clock has no date; a request that is sent bears both. */
    let epoch = 0;
    session.on('Network.requestWillBeSent', ({ timestamp, wallTime }) => (epoch = wallTime - timestamp));
    const note = (timestamp: number, bytes: number, isRequest: boolean): void => {
      came.push({ at: (epoch + timestamp) * 1000, bytes, isRequest });
    };
    session.on('Network.responseReceived', ({ response, timestamp }) => {
      if (response.fromServiceWorker || response.fromDiskCache || !response.url.startsWith('http')) return;
      note(timestamp, response.encodedDataLength, true);
    });
    session.on('Network.dataReceived', ({ encodedDataLength, timestamp }) => {
      note(timestamp, encodedDataLength, false);
    });
    await session.send('Network.enable');
  };
  browser.on('targetcreated', target => void follow(target).catch(() => undefined));
  for (const target of browser.targets()) await follow(target);
  return byThen => {
    const seen = came.filter(({ at }) => at <= byThen);
    return {
      bytes: seen.reduce((sum, one) => sum + one.bytes, 0),
      requests: seen.filter(one => one.isRequest).length,
    };
  };
}
