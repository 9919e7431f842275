import { assert } from '@open-wc/testing';
import { executeServerCommand } from '@web/test-runner-commands';
import { recountPictures } from '../../src/sync/recount-pictures.ts';
import { pictureKey } from '../../src/core/picture-key.ts';
import { CACHES } from '../../src/sync/messages.ts';
import { watchInstall } from '../../src/app/install.ts';
import { seen, until } from '../support/looking.ts';
import { openReader, putFeed, type ReaderPage } from '../support/reader-page.ts';
import { withSheet } from '../support/sheet.ts';

let page: ReaderPage;
const field = (label: string): HTMLSelectElement => {
  const found = [...document.querySelectorAll('label')].find(one => one.querySelector('span')?.textContent === label);
  const select = found?.querySelector('select');
  if (!select) throw new Error(`no ${label}`);
  return select;
};

describe('Settings', () => {
  withSheet();
  before(() => executeServerCommand('media', { 'prefers-reduced-motion': 'reduce' }));
  after(() => executeServerCommand('media', { 'prefers-reduced-motion': 'no-preference' }));
  beforeEach(async () => {
    localStorage.setItem('predawn-welcomed', '1');
    page = await openReader('/settings', { seed: library => putFeed(library, 'courier', { articles: 30 }) });
    await seen('.settings h1');
  });
  afterEach(() => {
    page.close();
    localStorage.clear();
  });

  it('keep how much is kept', async () => {
    const select = field('Keep at most');
    assert.equal(select.selectedOptions[0]?.textContent?.trim(), '500\u00a0MB');
    select.value = '0';
    select.dispatchEvent(new Event('change', { bubbles: true }));
    await until(async () => (await page.library.settings()).keepMegabytes === 0, 'no bound');
  });

  it('free what the person chooses, and leave the rest', async () => {
    const ids = (await page.library.list({ kind: 'all' })).rows.map(row => row.headline.id);
    await page.library.markRead(ids.slice(0, 10), true, Date.now());
    page.named('Free space …').click();
    await seen('.free-dialog');
    await assert.isAccessible(document.querySelector('dialog') ?? document.body);
    page.named('Pictures and texts of read articles').click();
    await until(() => /freed/.test(document.querySelector('.notice:last-child')?.textContent ?? ''), 'it is said');
    const rows = (await page.library.list({ kind: 'all' })).rows;
    assert.deepEqual(
      rows.map(row => row.headline.text === 'none'),
      rows.map(row => row.status.read),
    );
  });

  it('offer to install once the browser does, and never before', async () => {
    assert.notInclude(document.querySelector('main')?.textContent ?? '', 'Install Predawn');
    watchInstall();
    let prompted = 0;
    const offer = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), {
      prompt: () => Promise.resolve((prompted += 1)),
    });
    window.dispatchEvent(offer);
    assert.isTrue(offer.defaultPrevented);
    await until(() => /Install Predawn/.test(document.querySelector('main')?.textContent ?? ''), 'the offer');
    assert.equal(prompted, 0);
    page.named('Install Predawn').click();
    await until(() => prompted === 1, 'the browser asks');
  });

  it('count the pictures of a restored backup by what is here', async () => {
    const [row] = (await page.library.list({ kind: 'all' })).rows.filter(one => one.headline.pictures > 0);
    if (!row?.headline.lead) throw new Error('no picture');
    const { id, lead } = row.headline;
    await page.library.picturesStored(id, 1);
    const count = async () => (await page.library.article(id))?.headline.picturesStored;
    await caches.delete(CACHES.pictures);
    assert.equal(await recountPictures(page.library, caches), 1);
    assert.equal(await count(), 0);
    const cache = await caches.open(CACHES.pictures);
    for (const { w } of lead.sizes) await cache.put(pictureKey(lead.src, w), new Response('x'));
    await recountPictures(page.library, caches);
    assert.equal(await count(), 1);
    await caches.delete(CACHES.pictures);
  });
});

describe('Add', () => {
  withSheet();
  before(() => executeServerCommand('media', { 'prefers-reduced-motion': 'reduce' }));
  after(() => executeServerCommand('media', { 'prefers-reduced-motion': 'no-preference' }));
  afterEach(() => {
    page.close();
    localStorage.clear();
  });

  it('leads to the catalogue alone, and back', async () => {
    localStorage.setItem('predawn-welcomed', '1');
    page = await openReader('/', { seed: library => putFeed(library, 'courier') });
    await seen('predawn-today article');
    page.named('Add feed').click();
    await seen('dialog[open]');
    page.named('Choose from the catalogue').click();
    await seen('.topic');
    assert.isNull(document.querySelector('.skip'));
    await assert.isAccessible(document.body);
    document.querySelector<HTMLElement>('.topic input')?.click();
    await until(
      () => document.querySelector('.welcome-acts')?.textContent?.includes('Subscribe to 1 feed') === true,
      'one',
    );
    page.named('Subscribe to 1 feed').click();
    await until(() => location.pathname === '/', 'the paper');
    assert.equal((await page.library.feeds()).length, 2);
  });

  it('takes an OPML file, and says where it is none', async () => {
    localStorage.setItem('predawn-welcomed', '1');
    page = await openReader('/add');
    await seen('dialog[open]');
    const give = (content: string): void => {
      const files = new DataTransfer();
      files.items.add(new File([content], 'feeds.opml'));
      const input = document.querySelector<HTMLInputElement>('dialog input[type=file]');
      if (!input) throw new Error('no file input');
      input.files = files.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    };
    give('<p>no list</p>');
    await until(
      () => /no feeds in this file/.test(document.querySelector('dialog')?.textContent ?? ''),
      'the sentence',
    );
    give('<opml><body><outline text="Harbour" xmlUrl="https://harbour.example/feed"/></body></opml>');
    await until(async () => (await page.library.feeds()).length === 1, 'the feed');
  });

  it('says so where what was shared holds no address', async () => {
    localStorage.setItem('predawn-welcomed', '1');
    page = await openReader(`/add?text=${encodeURIComponent('just a thought')}`);
    await seen('dialog[open]');
    assert.match(document.querySelector('dialog [role=alert]')?.textContent ?? '', /no address in what was shared/);
  });
});
