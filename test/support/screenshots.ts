// `npm run screenshots`: every screen of the app, on a phone and a desktop, light and dark, into docs/images/. The news is the newsroom's of
// this morning; what a person has done is done here first, so that no screen is empty that need not be.

import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import sharp from 'sharp';
import { ensureBuilt } from '../../feeds/gateway/fresh.mjs';
import { DAY_MS, HOUR_MS, MINUTE_MS, sessionAt } from '../../src/core/local-clock.ts';
import type { WakeReport } from '../../src/core/model.ts';
import type { Timers } from '../../src/core/timers.ts';
import { keys } from '../../src/store/keys.ts';
import { TAGS } from '../../src/sync/messages.ts';
import { installApp, launchChromium } from './chromium.ts';
import { startGateway } from './gateway.ts';
import { inStore } from './in-store.ts';
import { press, workerReady } from './reader.ts';
import { until } from './until.ts';

const FOLDER = join(import.meta.dirname, '../../docs/images');
/** What the browser's install dialog shows. */
const OFFERED = join(import.meta.dirname, '../../src/app/public/screenshots');
const OF_MANIFEST = [
  ['today-desktop-light', 'today-desktop'],
  ['today-phone-dark', 'today-phone'],
  ['article-phone-light', 'article-phone'],
] as const;
const FORMS = [
  ['phone', 390, 844, 2],
  ['desktop', 1280, 800, 1],
] as const;
const SCREENS = [
  ['today', '/'],
  ['all', '/all'],
  ['starred', '/starred'],
  ['search', '/search?q=harbour'],
  ['feeds', '/feeds'],
  ['deliveries', '/deliveries'],
  ['outbox', '/outbox'],
  ['settings', '/settings'],
  ['send-to', '/settings/destinations'],
  ['add', '/add'],
  ['welcome', '/welcome'],
] as const;

await ensureBuilt({ quiet: true });
await mkdir(FOLDER, { recursive: true });
const gateway = await startGateway();
const browser = await launchChromium();
try {
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 800 });
  await page.goto(`${gateway.origin}/?try=newsroom`);
  await page.waitForSelector('article h2 a', { timeout: 30_000 });
  await workerReady(page);
  // The first delivery is over when its pictures are there.
  await until(() => page.evaluate(async () => (await (await caches.open('predawn-pictures')).keys()).length > 3), {
    what: 'the pictures of the morning',
    timeoutMs: 60_000,
  });
  const article = await firstArticle(page);
  await page.goto(gateway.origin + article);
  await press(page, 'button', 'Star');
  await installApp(browser, gateway.origin);
  await readForThreeWeeks(page);
  // The timers are set when the page has time; here they stand as after some weeks of steering.
  await page.goto(`${gateway.origin}/deliveries`);
  await page.waitForSelector('.wakes-ahead', { timeout: 60_000 });
  await inStore(page, 'put', [...keys.meta('steering')], steered());
  for (const [name, path] of [...SCREENS, ['article', article] as const])
    for (const [form, width, height, deviceScaleFactor] of FORMS)
      for (const scheme of ['light', 'dark']) {
        await page.setViewport({ width, height, deviceScaleFactor });
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
        await page.goto(gateway.origin + path, { waitUntil: 'networkidle0' });
        await page.waitForSelector('main h1, main h2');
        // Whether the browser wakes the app is known a moment later.
        if (name === 'deliveries') await page.waitForSelector('.card.next b', { timeout: 20_000 });
        await settled(page);
        const shot = await page.screenshot();
        const file = join(FOLDER, `${name}-${form}-${scheme}.webp`);
        await writeFile(file, await sharp(shot).webp({ quality: 80 }).toBuffer());
      }
  for (const [shot, name] of OF_MANIFEST) await copyFile(join(FOLDER, `${shot}.webp`), join(OFFERED, `${name}.webp`));
} finally {
  await browser.close();
  await gateway.stop();
}

async function firstArticle(on: Page): Promise<string> {
  return new URL(await on.$eval('article h2 a', link => link.href)).pathname;
}

/** The browser's next timers, before the readings of the morning and the evening. */
function steered(): Timers {
  const next = (minute: number): number => {
    const today = new Date().setHours(0, minute, 0, 0);
    return today > Date.now() ? today : today + DAY_MS;
  };
  return {
    restartedAt: Date.now() - 5 * DAY_MS,
    timers: [
      { tag: TAGS.morningA, dueAt: next(372) },
      { tag: TAGS.morningB, dueAt: next(1121) },
    ],
  };
}

/** What three weeks of mornings and evenings leave behind, and the wakes of the last days: without them Deliveries has nothing to tell. */
async function readForThreeWeeks(on: Page): Promise<void> {
  const midnight = new Date().setHours(0, 0, 0, 0);
  const offsetAt = (at: number): number => -new Date(at).getTimezoneOffset();
  const past = (at: number): boolean => at < Date.now() - HOUR_MS;
  for (let ago = 0; ago < 21; ago += 1) {
    if (ago === 9) continue;
    for (const minute of [430 + ((ago * 7) % 15), ago % 3 === 1 ? 0 : 1160 + ((ago * 11) % 25)]) {
      const at = midnight - ago * DAY_MS + minute * MINUTE_MS;
      if (minute === 0 || !past(at)) continue;
      const session = { ...sessionAt(at, at + 8 * MINUTE_MS, offsetAt), ready: minute > 720 || ago % 8 !== 5 };
      await inStore(on, 'put', [...keys.session(at)], session);
    }
    const [dawn, evening] = [6 * HOUR_MS + 12 * MINUTE_MS, 18 * HOUR_MS + 41 * MINUTE_MS];
    for (const due of ago < 4 ? [dawn, evening] : []) {
      const startedAt = midnight - ago * DAY_MS + due + ((ago * 3) % 5) * MINUTE_MS;
      const isLeft = due === evening && ago % 2 === 1;
      const report: WakeReport = {
        startedAt,
        dueAt: midnight - ago * DAY_MS + due,
        endedAt: startedAt + 3_000 + ago * 1_000,
        reason: 'timer',
        feeds: isLeft
          ? { planned: 0, updated: 0, unchanged: 0, failed: 0 }
          : { planned: 4, updated: 3, unchanged: 1, failed: 0 },
        newArticles: isLeft ? 0 : 5 - ago,
        pictures: isLeft ? 0 : 4,
        bytes: isLeft ? 0 : 412_000 - ago * 37_000,
        metered: due === evening,
        result: isLeft ? 'nothing' : 'complete',
        ...(isLeft ? { why: 'just-synced' } : {}),
      };
      if (past(startedAt)) await inStore(on, 'put', [...keys.wake(startedAt)], report);
    }
  }
}

/** Every picture in sight is drawn, nothing moves. */
async function settled(on: Page): Promise<void> {
  await on.evaluate(async () => {
    const inSight = [...document.images].filter(image => image.getBoundingClientRect().top < innerHeight);
    await Promise.allSettled(inSight.map(image => image.decode()));
    await Promise.allSettled(document.getAnimations().map(animation => animation.finished));
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  });
}
