// A site of one page with the product's own bridge and worker, beside the destination that it sends to: nothing of the reader's screens.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { build } from 'vite';
import type { InlineConfig } from 'vite';
import { nodeStubs } from '../../vite.config.ts';
import { startProgram } from './child.ts';
import { startDestination, type Destination, type DestinationOptions } from './destination.ts';
import type { Network } from './network.ts';
import { freePort, temporaryFolder } from './temp.ts';
import { until } from './until.ts';

const PAGE =
  '<!doctype html><html lang="en"><title>starting</title><script type="module" src="/page.js"></script></html>';
const root = join(import.meta.dirname, '../..');

let built: Promise<string> | undefined;

/** The folder that the site is served from; built once a process. */
export function siteFolder(): Promise<string> {
  built ??= buildSite();
  return built;
}

async function buildSite(): Promise<string> {
  const folder = await temporaryFolder('outbox-site');
  process.once('exit', () => void folder.remove());
  const shared: InlineConfig = {
    ...{ root, configFile: false, logLevel: 'silent', publicDir: false },
    plugins: [nodeStubs()],
  };
  const output = {
    outDir: folder.path,
    emptyOutDir: false,
    target: 'es2022',
    minify: false,
    reportCompressedSize: false,
  } as const;
  const manifest = JSON.stringify(['/index.html', '/page.js'].map(url => ({ url, revision: '1' })));
  await build({
    ...shared,
    build: {
      ...output,
      modulePreload: false,
      rolldownOptions: {
        input: join(import.meta.dirname, 'outbox-page.ts'),
        output: { format: 'es', entryFileNames: 'page.js', codeSplitting: false },
      },
    },
  });
  await build({
    ...shared,
    define: { 'self.__WB_MANIFEST': manifest, __PREDAWN_SHELL__: '"test"' },
    build: {
      ...output,
      rolldownOptions: {
        input: join(root, 'sw/sw.ts'),
        output: { format: 'iife', entryFileNames: 'sw.js', codeSplitting: false },
      },
    },
  });
  await writeFile(join(folder.path, 'index.html'), PAGE);
  await writeFile(join(folder.path, 'parser.js'), '// No feeds are read here.\n');
  return folder.path;
}

/** In this process. */
export async function startOutboxSite(options: DestinationOptions = {}): Promise<Destination> {
  return startDestination({ ...options, folder: await siteFolder() });
}

export interface SiteApart {
  readonly origin: string;
  /** `[destination, text, at]`, in the order of arrival. */
  effects(): readonly (readonly [string, string, number])[];
  stop(): Promise<void>;
}

/** As a program of its own, inside a network that can be cut. */
export async function startOutboxSiteInside(network: Network): Promise<SiteApart> {
  const port = await freePort();
  const script = join(import.meta.dirname, 'destination.ts');
  const program = startProgram(...network.inside(process.execPath, [script, String(port), await siteFolder()]));
  await program.said(/^destination /m);
  return {
    origin: `http://localhost:${port}`,
    effects: () =>
      Array.from(
        program.output().matchAll(/^effect (.*)$/gm),
        ([, line]) => JSON.parse(line!) as [string, string, number],
      ),
    stop: () => program.stop('SIGKILL'),
  };
}

/** The page, its worker active. */
export async function openSite(browser: Browser, origin: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`${origin}/`, { waitUntil: 'load' });
  await until(async () => (await page.title()) === 'ready', { what: 'the page is ready' });
  const mode = await page.evaluate(() => predawn.bridge.mode);
  if (mode !== 'worker')
    throw new Error(`the page works by itself: ${await page.evaluate(() => predawn.bridge.why() ?? mode)}`);
  return page;
}
