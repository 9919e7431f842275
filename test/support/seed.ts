// Fills the library of an open page, and has the worker print its front page of it.

import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { build } from 'vite';
import type { Rolldown } from 'vite';
import { until } from './until.ts';
import type { Seed } from './seed-page.ts';

/** 100,000 articles on a busy machine, milliseconds. */
const SEED_MS = 600_000;

let script: Promise<string> | undefined;

/** The page must be one of the app, with its worker active. */
export async function seedLibrary(
  page: Page,
  { articles, feeds = Math.ceil(articles / 50), words = 120 }: Partial<Seed> & { articles: number },
): Promise<void> {
  await inPage(page, `predawnSeed(${JSON.stringify({ articles, feeds, words })})`);
  await page.evaluate(() => navigator.serviceWorker.controller?.postMessage({ kind: 'print' }));
  await until(() => page.evaluate(isPrinted), { what: 'the worker has printed the front page', timeoutMs: 60_000 });
}

/** Subscriptions that nothing has been fetched of yet. */
export async function seedSubscriptions(page: Page, urls: readonly string[]): Promise<void> {
  await inPage(page, `predawnSubscribe(${JSON.stringify(urls)})`);
}

/** Past the page's CSP, as the debugger is. */
async function inPage(page: Page, expression: string): Promise<void> {
  script ??= bundle();
  const cdp = await page.createCDPSession();
  await cdp.send('Runtime.evaluate', { expression: await script });
  const { exceptionDetails } = await cdp.send(
    'Runtime.evaluate',
    { expression, awaitPromise: true },
    { timeout: SEED_MS },
  );
  await cdp.detach();
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
}

/** Runs in the page. */
async function isPrinted(): Promise<boolean> {
  for (const name of await caches.keys()) {
    if (!name.startsWith('predawn-front-')) continue;
    const response = await (await caches.open(name)).match('/');
    if (response && (await response.text()).includes('The Paper No. ')) return true;
  }
  return false;
}

async function bundle(): Promise<string> {
  const result = (await build({
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      rolldownOptions: { input: join(import.meta.dirname, 'seed-page.ts'), output: { format: 'iife' } },
    },
  })) as Rolldown.RolldownOutput;
  return result.output[0].code;
}
