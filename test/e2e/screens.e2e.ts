// Every screen of the built app, by its accessible names, with a real gateway behind it: what is there works, and axe finds nothing to mend
// in either theme, at three sizes, in both languages.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { launchChromium } from '../support/chromium.ts';
import { startGateway } from '../support/gateway.ts';
import type { GatewayProcess } from '../support/gateway.ts';
import { named, press, textOf, workerReady } from '../support/reader.ts';
import { until } from '../support/until.ts';

const SIZES = [
  [320, 640],
  [390, 844],
  [1280, 800],
] as const;
const SCREENS = [
  '/',
  '/all',
  '/unread',
  '/starred',
  '/saved',
  '/search?q=harbour',
  '/feeds',
  '/deliveries',
  '/outbox',
  '/settings',
  '/settings/destinations',
  '/settings/destinations',
  '/add',
  '/welcome',
  '/welcome?step=catalogue',
] as const;

let gateway: GatewayProcess;
let browser: Browser;
let page: Page;
let axe: string;
let article: string;

before(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  gateway = await startGateway();
  browser = await launchChromium();
  page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 800 });
  await page.goto(`${gateway.origin}/?try=newsroom`);
  await page.waitForSelector('article h2 a', { timeout: 30_000 });
  await workerReady(page);
  article = new URL(await page.$eval('article h2 a', link => link.href)).pathname;
});

after(async () => {
  await browser.close();
  await gateway.stop();
});

test('search finds as one types, opens what it found and marks the words in it', async () => {
  await page.goto(`${gateway.origin}/search`);
  const box = await named(page, 'searchbox', 'Search everything on this device');
  await box.type('tide tab');
  const link = await until(
    () => page.evaluateHandle(() => document.querySelector('.search-sheet article h3 a')).then(h => h.asElement()),
    { what: 'a hit for "tide tab"' },
  );
  await until(() => link.evaluate(element => /tide tab/i.test(element.textContent ?? '')), { what: 'the best hit' });
  await until(() => page.url().endsWith('/search?q=tide%20tab'), { what: 'the words stand in the address' });
  await page.click('.search-sheet article h3 a');
  await named(page, 'button', 'Star');
  await until(
    () => page.evaluate(() => (CSS as { highlights?: Map<string, unknown> }).highlights?.has('predawn-found')),
    {
      what: 'the words are marked',
    },
  );
});

test('search results turn by date, and are marked', async () => {
  await page.goto(`${gateway.origin}/search?q=harbour`);
  await page.waitForSelector('.search-sheet article h3 a');
  assert.equal(await page.$('.search-sheet .day'), null);
  await press(page, 'button', 'This list');
  await press(page, 'radio', 'Oldest first');
  await until(() => page.url().endsWith('&sort=oldest'), { what: 'the order stands in the address' });
  await page.waitForSelector('.search-sheet .day');
  const times = (): Promise<number[]> =>
    page.$$eval('.search-sheet article time', all => all.map(time => Date.parse(time.dateTime)));
  await until(async () => (await times()).every((at, i, all) => i === 0 || at >= (all[i - 1] ?? 0)), {
    what: 'the oldest is first',
  });
  await press(page, 'button', 'Mark all read');
  await until(() => page.$$eval('.search-sheet .row', rows => rows.every(row => row.classList.contains('read'))), {
    what: 'all are read',
  });
  await press(page, 'button', 'Undo');
});

test('search says what it did not understand, and when there is nothing', async () => {
  await page.goto(`${gateway.origin}/search?q=${encodeURIComponent('zzyzzy is:purple')}`);
  await until(() => textOf(page).then(text => text.includes('Nothing on this device fits')), { what: 'nothing found' });
  assert.match(await textOf(page), /Not understood, and left out: is:purple/);
});

test('a folder is made, a feed is put into it, renamed and moved back', async () => {
  await page.goto(`${gateway.origin}/feeds`);
  await press(page, 'button', 'New folder');
  await (await named(page, 'textbox', 'Name of the folder')).type('Sea');
  await press(page, 'button', 'Create');
  await named(page, 'button', 'Rename');
  await press(page, 'button', 'Edit Harbour Notes');
  await (await named(page, 'textbox', 'Name')).type('The Harbour');
  const folder = await named(page, 'combobox', 'Folder');
  await folder.evaluate(element => {
    const select = element as HTMLSelectElement;
    const sea = [...select.options].find(option => option.text === 'Sea');
    if (!sea) throw new Error('the dialog does not know the folder');
    select.value = sea.value;
  });
  await press(page, 'button', 'Save');
  await named(page, 'button', 'Edit The Harbour');
  await until(
    () =>
      page.evaluate(() =>
        [...document.querySelectorAll('.feed-group')].some(({ textContent }) => /Sea[^]*The Harbour/.test(textContent)),
      ),
    { what: 'the feed is in the folder' },
  );
  await press(page, 'button', 'Remove folder');
  await until(() => page.evaluate(() => document.querySelectorAll('.feed-group').length === 1), {
    what: 'the folder is gone and the feed is not',
  });
  await named(page, 'button', 'Edit The Harbour');
});

test('feeds are put in order from the keyboard, and stay so', async () => {
  await page.goto(`${gateway.origin}/feeds`);
  const names = (): Promise<string[]> =>
    page.$$eval('.feed-rows .words > a', links => links.map(link => link.textContent));
  await named(page, 'heading', 'Feeds');
  const before = await names();
  await (await named(page, 'button', `Move ${before[1] ?? ''} up`)).press('Enter');
  await until(async () => (await names())[0] === before[1], { what: 'the second is first' });
  await page.reload();
  await named(page, 'heading', 'Feeds');
  await until(async () => (await names())[0] === before[1], { what: 'it stays first' });
});

test('settings are kept: a reading time, the theme, the language', async () => {
  await page.goto(`${gateway.origin}/settings`);
  await press(page, 'button', 'Add a time');
  await named(page, 'button', 'Remove 07:00');
  await press(page, 'radio', 'Dark');
  await until(() => storedTheme(page).then(theme => theme === 'dark'), { what: 'it is stored' });
  await page.reload();
  await named(page, 'button', 'Remove 07:00');
  await until(() => page.evaluate(() => document.documentElement.dataset['theme'] === 'dark'), {
    what: 'the theme is dark',
  });
  await choose('Language', 'de');
  await named(page, 'heading', 'Einstellungen');
  await choose('Sprache', 'en');
  await named(page, 'heading', 'Settings');
  await press(page, 'radio', 'As the device');
});

test('a backup comes back exactly, also after everything was erased', async () => {
  await page.goto(`${gateway.origin}${article}`);
  await press(page, 'button', 'Star');
  await until(() => page.$eval('[data-count="starred"]', count => count.textContent === '1'), {
    what: 'the star is stored',
  });
  await page.goto(`${gateway.origin}/settings`);
  await named(page, 'button', 'Save a backup');
  // The download itself is the browser's; what it would hand over is caught here.
  await page.evaluate(() => {
    const make = URL.createObjectURL.bind(URL);
    URL.createObjectURL = blob => {
      void (blob as Blob).text().then(text => sessionStorage.setItem('backup', text));
      return make(blob);
    };
  });
  await press(page, 'button', 'Save a backup');
  await until(() => page.evaluate(() => sessionStorage.getItem('backup') !== null), { what: 'the backup is made' });
  await press(page, 'button', 'Erase everything');
  // The button of the same name in the dialog, not the one behind it once more.
  await page.waitForSelector('dialog[open] .button:not(.plain)');
  await page.$eval('dialog[open] .button:not(.plain)', button => (button as HTMLElement).click());
  await named(page, 'button', 'Skip');
  await press(page, 'button', 'Skip');
  await page.goto(`${gateway.origin}/settings`);
  await named(page, 'button', 'Restore a backup');
  await page.evaluate(() => {
    const input = document.querySelector<HTMLInputElement>('.backup-file');
    const files = new DataTransfer();
    files.items.add(new File([sessionStorage.getItem('backup') ?? ''], 'backup.predawn'));
    if (input) input.files = files.files;
    input?.dispatchEvent(new Event('change'));
  });
  await (await named(page, 'button', 'Restore a backup')).evaluate(() => undefined);
  await page.waitForSelector('dialog[open] .button:not(.plain)');
  await page.$eval('dialog[open] .button:not(.plain)', button => (button as HTMLElement).click());
  await until(() => textOf(page).then(text => text.includes('Restored.')), { what: 'it is restored' });
  await page.goto(`${gateway.origin}/starred`);
  await page.waitForSelector('article h3 a');
  await page.goto(`${gateway.origin}/feeds`);
  await named(page, 'button', 'Edit The Harbour');
});

test('twice the text on the smallest screen: nothing goes over the edge, in either language', async t => {
  await page.setViewport({ width: 320, height: 640 });
  for (const language of ['en', 'de']) {
    await t.test(language, async () => {
      await page.goto(`${gateway.origin}/settings`);
      await choose(language === 'de' ? 'Language' : 'Sprache', language, true);
      const over: string[] = [];
      for (const screen of [...SCREENS, article]) {
        await page.goto(`${gateway.origin}${screen}`);
        await page.waitForSelector('main h1, main h2', { timeout: 15_000 });
        const width = await page.evaluate(async () => {
          document.documentElement.style.fontSize = '200%';
          await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
          return document.scrollingElement?.scrollWidth ?? 0;
        });
        if (width > 320) over.push(`${screen}: ${String(width)}`);
      }
      assert.deepEqual(over, []);
    });
  }
  await page.goto(`${gateway.origin}/settings`);
  await choose('Sprache', 'en', true);
  await page.setViewport({ width: 1280, height: 800 });
});

test('on a phone every control is 44 px to touch', async () => {
  await page.setViewport({ width: 390, height: 844 });
  const small: string[] = [];
  for (const screen of [...SCREENS, article]) {
    await page.goto(`${gateway.origin}${screen}`);
    await page.waitForSelector('main h1, main h2', { timeout: 15_000 });
    for (const one of await page.evaluate(smallControls)) small.push(`${screen}: ${one}`);
  }
  await page.setViewport({ width: 1280, height: 800 });
  assert.deepEqual(small, []);
});

test('axe finds nothing on any screen, in any theme, size or language', async t => {
  for (const language of ['en', 'de']) {
    await t.test(language, async () => {
      await page.goto(`${gateway.origin}/settings`);
      await page.waitForSelector('.settings select');
      await choose(language === 'de' ? 'Language' : 'Sprache', language, true);
      const found: string[] = [];
      for (const scheme of ['light', 'dark']) {
        // Before the page: colours that change under an open one are painted a moment apart.
        await page.emulateMediaFeatures([
          { name: 'prefers-color-scheme', value: scheme },
          { name: 'prefers-reduced-motion', value: 'reduce' },
        ]);
        for (const screen of [...SCREENS, article]) {
          await page.goto(`${gateway.origin}${screen}`);
          await page.waitForSelector('main h1, main h2', { timeout: 15_000 });
          for (const [width, height] of SIZES) {
            await page.setViewport({ width, height });
            for (const problem of await violations(page))
              found.push(`${language} ${screen} ${String(width)} ${scheme}: ${problem}`);
          }
        }
      }
      assert.deepEqual(found, []);
    });
  }
});

/** Past the page, in its database: a reload in the very moment of a press may come before the write. */
async function storedTheme(on: Page): Promise<string | undefined> {
  return await on.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((done, fail) => {
      const request = indexedDB.open('predawn');
      request.onsuccess = () => done(request.result);
      request.onerror = () => fail(new Error('no database'));
    });
    const store = database.objectStoreNames[0] ?? '';
    const settings = await new Promise<unknown>(done => {
      const request = database.transaction(store).objectStore(store).get(['meta', 'settings']);
      request.onsuccess = () => done(request.result);
    });
    database.close();
    return (settings as { theme?: string } | undefined)?.theme;
  });
}

/** Runs in the page: what is less than 44 px high or wide with what stands for it (its label, the room around it); links in running text are not meant. */
function smallControls(): string[] {
  const small: string[] = [];
  for (const control of document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary')) {
    if (!control.checkVisibility() || control.closest('.prose, .said, .skip-link')) continue;
    if (control.matches('.said, .skip-link, [type=file]')) continue;
    const target = control.closest('label') ?? control;
    const box = target.getBoundingClientRect();
    const after = getComputedStyle(target, '::after');
    const more = after.content === 'none' ? 0 : Math.max(0, -parseFloat(after.top) || 0) * 2;
    const wide = box.width + (after.content === 'none' ? 0 : Math.max(0, -parseFloat(after.left) || 0) * 2);
    if (box.height + more < 43.5 || wide < 43.5)
      small.push(
        `${control.localName}.${control.className} "${(control.ariaLabel ?? control.textContent).trim().slice(0, 30)}" ${Math.round(wide)} × ${Math.round(box.height + more)}`,
      );
  }
  return small;
}

/** By label; `quietly` where the page may already speak that language. */
async function choose(label: string, value: string, quietly = false): Promise<void> {
  const select = quietly
    ? await page.waitForSelector('.settings select:has(option[value=de])')
    : await named(page, 'combobox', label);
  await select?.evaluate((element, to) => {
    (element as HTMLSelectElement).value = to;
    element.dispatchEvent(new Event('change', { bubbles: true }));
  }, value);
  await until(() => page.evaluate(to => document.documentElement.lang === to, value), {
    what: `the page says ${value}`,
  });
}

async function violations(on: Page): Promise<string[]> {
  // Colours are looked at once they stand still.
  await on.evaluate(async () => {
    const frame = (): Promise<unknown> => new Promise(done => requestAnimationFrame(done));
    await frame();
    await frame();
    await Promise.allSettled(document.getAnimations().map(animation => animation.finished));
    await frame();
  });
  await on.evaluate(axe);
  return await on.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes[0]?.html.slice(0, 160) ?? ''} ${nodes[0]?.failureSummary?.slice(0, 200) ?? ''}`,
    );
  });
}
