// Installable, and honest before it is installed: what Chromium grants, what the app registers, what it says.

import assert from 'node:assert/strict';
import { before, after, test } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { installApp, launchChromium } from '../support/chromium.ts';
import { startGateway } from '../support/gateway.ts';
import type { GatewayProcess } from '../support/gateway.ts';
import { openEmpty, textOf, workerReady } from '../support/reader.ts';
import { until } from '../support/until.ts';

let gateway: GatewayProcess;
let browser: Browser;
let page: Page;

before(async () => {
  gateway = await startGateway();
  browser = await launchChromium();
  page = await browser.newPage();
  await openEmpty(page, gateway.origin);
  await workerReady(page);
});

after(async () => {
  await browser.close();
  await gateway.stop();
});

test('the manifest is one that Chromium installs without complaint', async () => {
  const cdp = await page.createCDPSession();
  const { errors, data } = await cdp.send('Page.getAppManifest');
  const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors');
  assert.deepEqual(errors, []);
  assert.deepEqual(installabilityErrors, []);
  const manifest = JSON.parse(data ?? '{}') as Record<string, unknown> & {
    icons: { sizes: string; purpose?: string }[];
  };
  assert.equal(manifest['id'], '/');
  assert.equal(manifest['start_url'], '/');
  assert.equal(manifest['display'], 'standalone');
  const sizes = manifest.icons.map(({ sizes, purpose }) => `${sizes} ${purpose ?? 'any'}`);
  for (const wanted of ['192x192 any', '512x512 any', '512x512 maskable'])
    assert.ok(sizes.includes(wanted), `${wanted} of ${sizes.join()}`);
});

test('in a tab no periodic sync is registered, and Deliveries says so', async () => {
  assert.deepEqual(await periodicSync(page), { state: 'denied', tags: [] });
  await page.goto(`${gateway.origin}/deliveries`);
  await until(() => textOf(page).then(text => text.includes('Background delivery is off.')), {
    what: 'Deliveries says that it is off',
  });
});

test('installed, the browser grants periodic sync and the app registers it', async () => {
  await installApp(browser, gateway.origin);
  await page.goto(`${gateway.origin}/deliveries`);
  const registered = await until(() => periodicSync(page).then(found => found.tags.length === 2 && found), {
    what: 'the tags are registered',
  });
  assert.deepEqual(registered, { state: 'granted', tags: ['predawn-morning-a', 'predawn-morning-b'] });
  await until(() => textOf(page).then(text => text.includes('Background delivery is on.')), {
    what: 'Deliveries says that it is on',
  });
});

async function periodicSync(page: Page): Promise<{ readonly state: string; readonly tags: string[] }> {
  return await page.evaluate(async () => {
    const { state } = await navigator.permissions.query({ name: 'periodic-background-sync' as PermissionName });
    const registration = await navigator.serviceWorker.ready;
    const { periodicSync } = registration as unknown as { periodicSync: { getTags(): Promise<string[]> } };
    return { state, tags: (await periodicSync.getTags()).sort() };
  });
}
