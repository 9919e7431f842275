// `npm run screenshots`: every screen of the app, on a phone and a desktop, light and dark, into docs/images/. The news is the newsroom's of
// this morning; what a person has done is done here first, so that no screen is empty that need not be.

import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import sharp from 'sharp';
import { ensureBuilt } from '../../feeds/gateway/fresh.mjs';
import { launchChromium } from './chromium.ts';
import { startGateway } from './gateway.ts';
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

/** Every picture in sight is drawn, nothing moves. */
async function settled(on: Page): Promise<void> {
  await on.evaluate(async () => {
    const inSight = [...document.images].filter(image => image.getBoundingClientRect().top < innerHeight);
    await Promise.allSettled(inSight.map(image => image.decode()));
    await Promise.allSettled(document.getAnimations().map(animation => animation.finished));
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  });
}
