import { assert } from '@open-wc/testing';
import { executeServerCommand } from '@web/test-runner-commands';
import type { FeedId, FolderId } from '../../src/core/model.ts';
import { keys } from '../../src/store/keys.ts';
import { text, until } from '../support/looking.ts';
import { openReader, putFeed, type ReaderPage } from '../support/reader-page.ts';
import { withSheet } from '../support/sheet.ts';

let page: ReaderPage;
const folders = (): string[] => [...document.querySelectorAll('.folder-head h2')].map(head => head.textContent.trim());
const feed = async (id: string) => (await page.library.feeds()).find(one => one.id === id);
const field = (label: string): HTMLSelectElement => {
  const found = [...document.querySelectorAll('label')].find(one => one.querySelector('span')?.textContent === label);
  const select = found?.querySelector('select');
  if (!select) throw new Error(`no ${label}`);
  return select;
};
const choose = (label: string, value: string): void => {
  const select = field(label);
  select.value = value;
  select.dispatchEvent(new Event('change', { bubbles: true }));
};

/** The offer comes once it is written. */
async function undo(): Promise<void> {
  const offer = (): HTMLElement | undefined =>
    [...document.querySelectorAll<HTMLElement>('.notice button')].find(button => button.textContent === 'Undo');
  await until(() => offer() !== undefined, 'the offer to undo');
  offer()?.click();
}

describe('Feeds', () => {
  withSheet();
  before(() => executeServerCommand('media', { 'prefers-reduced-motion': 'reduce' }));
  after(() => executeServerCommand('media', { 'prefers-reduced-motion': 'no-preference' }));
  beforeEach(async () => {
    localStorage.setItem('predawn-welcomed', '1');
    page = await openReader('/feeds', {
      async seed(library) {
        for (const id of ['harbour', 'courier', 'engine']) await putFeed(library, id, { articles: 2 });
        await library.putFolder({ id: 'sea' as FolderId, title: 'Sea', order: 0 });
        await library.putFolder({ id: 'land' as FolderId, title: 'Land', order: 1 });
        const ails = async (id: string, state: object): Promise<void> => {
          const one = await library.feed(id as FeedId);
          if (one) await library.putFeed({ ...one, ...state });
        };
        await ails('harbour', { state: { kind: 'gone', since: Date.UTC(2024, 4, 3) } });
        await ails('courier', {
          state: { kind: 'failing', code: 'rate-limited', since: Date.now(), retryAt: Date.now() + 3_600_000 },
        });
        await ails('engine', { movedAt: Date.now() - 86_400_000 });
      },
    });
    await until(() => document.querySelectorAll('.feed-rows li').length === 3, 'the feeds');
  });
  afterEach(() => {
    page.close();
    localStorage.clear();
  });

  it('say how each feed is: closed since when, waiting until when, moved', async () => {
    assert.match(text('main'), /Gone since 3 May 2024/);
    assert.match(text('main'), /asks us to wait until \d\d:\d\d/);
    assert.match(text('main'), /moved to a new address Yesterday/);
    assert.match(text('main'), /2 unread/);
    await assert.isAccessible(document.body);
  });

  it('put folders in order by button, the focus staying on it, and by dragging', async () => {
    assert.deepEqual(folders().slice(0, 2), ['Sea', 'Land']);
    const up = page.named('Move folder Land up');
    up.focus();
    up.click();
    await until(() => folders()[0] === 'Land', 'Land is first');
    assert.deepEqual(
      (await page.library.folders()).map(folder => folder.title),
      ['Land', 'Sea'],
    );
    const dataTransfer = new DataTransfer();
    const heads = document.querySelectorAll('.folder-head');
    heads[1]?.dispatchEvent(new DragEvent('dragstart', { dataTransfer, bubbles: true }));
    heads[0]?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    await until(() => folders()[0] === 'Sea', 'Sea is first again');
  });

  it('change many at once: folder, settings, read marks', async () => {
    const select = async (): Promise<void> => {
      if (document.querySelector('.bulk') === null) page.named('Select The engine').click();
      await until(() => document.querySelector('.bulk') !== null, 'the bar');
      page.named('Select all').click();
    };
    await select();
    await assert.isAccessible(document.body);
    choose('Change', 'fullTextOn');
    await until(async () => (await page.library.feeds()).every(one => one.settings.fullText), 'whole texts');
    await select();
    choose('Move to', 'sea');
    await until(async () => (await page.library.feeds()).every(one => one.folderId === 'sea'), 'the folder');
    await select();
    page.named('Mark all read').click();
    await until(async () => (await page.library.counts()).unread === 0, 'all read');
    await undo();
    await until(async () => (await page.library.counts()).unread === 6, 'none');
  });

  it('keep what a delivery has written and this page has not heard of yet', async () => {
    const engine = await feed('engine');
    const validators = { etag: '"of the delivery"' };
    if (engine) await page.library.backend.write({ puts: [[keys.feed(engine.id), { ...engine, validators }]] });
    page.named('Select The engine').click();
    await until(() => document.querySelector('.bulk') !== null, 'the bar');
    choose('Change', 'fullTextOn');
    await until(async () => (await feed('engine'))?.settings.fullText === true, 'whole texts');
    assert.deepEqual((await feed('engine'))?.validators, validators);
    const rows = (): string => [...document.querySelectorAll('.feed-rows')].map(list => list.textContent).join();
    const before = rows();
    const up = page.named('Move The engine up');
    (up.matches(':disabled') ? page.named('Move The engine down') : up).click();
    await until(() => rows() !== before, 'its place');
    assert.deepEqual((await feed('engine'))?.validators, validators);
  });

  it('keep a feed’s interval, pictures, words and days', async () => {
    page.named('Edit The engine').click();
    await until(() => document.querySelector('.feed-dialog') !== null, 'the dialog');
    await assert.isAccessible(document.querySelector('dialog') ?? document.body);
    field('Ask for news').value = '180';
    const put = (name: string, value: string): void => {
      const input = document.querySelector<HTMLInputElement>(`.feed-dialog [name=${name}]`);
      if (input) input.value = value;
    };
    put('muted', 'storm, gossip');
    put('keep', '12');
    put('name', 'Engines');
    document.querySelector<HTMLElement>('.feed-dialog [name=notify]')?.click();
    page.named('Save').click();
    await until(async () => (await feed('engine'))?.customTitle === 'Engines', 'the name');
    const { everyMinutes, mutedWords, keepDays, notify } = (await feed('engine'))?.settings ?? {};
    assert.deepEqual([everyMinutes, mutedWords, keepDays, notify], [180, ['storm', 'gossip'], 12, false]);
  });
});
