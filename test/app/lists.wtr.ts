import { assert, nextFrame } from '@open-wc/testing';
import { executeServerCommand } from '@web/test-runner-commands';
import type { ArticleId } from '../../src/core/model.ts';
import { seen, text, until } from '../support/looking.ts';
import { openReader, putFeed, type ReaderPage } from '../support/reader-page.ts';
import { withSheet } from '../support/sheet.ts';

let page: ReaderPage;
const press = (key: string): void => {
  (document.activeElement ?? document.body).dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }),
  );
};
const titles = (): string[] => [...document.querySelectorAll('predawn-list .row h3')].map(row => row.textContent);
const focusedTitle = (): string | null | undefined =>
  document.activeElement?.closest('.row')?.querySelector('h3')?.textContent;
const openMenu = async (): Promise<void> => {
  page.named('This list').click();
  await seen('.list-dialog');
};

/** The offer comes once it is written. */
async function undo(): Promise<void> {
  const offer = (): HTMLElement | undefined =>
    [...document.querySelectorAll<HTMLElement>('.notice button')].find(button => button.textContent === 'Undo');
  await until(() => offer() !== undefined, 'the offer to undo');
  offer()?.click();
}

describe('lists', () => {
  withSheet();
  before(() => executeServerCommand('media', { 'prefers-reduced-motion': 'reduce' }));
  after(() => executeServerCommand('media', { 'prefers-reduced-motion': 'no-preference' }));
  beforeEach(async () => {
    localStorage.setItem('predawn-welcomed', '1');
    page = await openReader('/all', { seed: library => putFeed(library, 'courier', { articles: 60 }) });
    await seen('predawn-list .row');
  });
  afterEach(() => {
    page.close();
    localStorage.clear();
  });

  it('turn round, stay so, and put what comes then behind the rest', async () => {
    assert.equal(titles()[0], 'Story 0 of courier');
    await openMenu();
    await assert.isAccessible(document.querySelector('dialog') ?? document.body);
    [...document.querySelectorAll<HTMLElement>('dialog label')]
      .find(one => one.textContent === 'Oldest first')
      ?.click();
    await until(() => titles()[0] === 'Story 59 of courier', 'the oldest');
    assert.equal((await page.library.settings()).listOrder, 'oldest');
    document.querySelector('dialog')?.close();
    await putFeed(page.library, 'late', { articles: 1 });
    await until(() => page.reader.app.state.order?.ids().length === 61, 'the new one at the end');
    assert.isNull(document.querySelector('.newer'));
    assert.equal(titles()[0], 'Story 59 of courier');
  });

  it('are marked above and below the article that is named, and undone', async () => {
    for (let step = 0; step < 4; step += 1) press('n');
    await until(() => focusedTitle() === 'Story 3 of courier', 'the fourth');
    await openMenu();
    page.named('Mark everything above “Story 3 of courier” as read').click();
    await until(async () => (await page.library.counts()).unread === 57, 'three are read');
    await undo();
    await until(async () => (await page.library.counts()).unread === 60, 'none is');
    await openMenu();
    page.named('Mark “Story 3 of courier” and everything below as read').click();
    await until(async () => (await page.library.counts()).unread === 3, 'the others are read');
  });

  it('lead to a search that keeps to them', async () => {
    page.reader.app.router.go('/feed/courier');
    await until(() => text('main h1') === 'The courier', 'the feed');
    await seen('predawn-list .row');
    await openMenu();
    let asked = '';
    Object.assign(page.reader.app.router, { go: (href: string) => (asked = href) });
    page.named('Search in this list').click();
    assert.equal(decodeURIComponent(asked).trim(), '/search?q=feed:"The courier"');
  });

  it('keep their place and the focus for whoever comes back from elsewhere', async () => {
    for (let step = 0; step < 20; step += 1) {
      press('n');
      await until(() => focusedTitle() === `Story ${String(step)} of courier`, `story ${String(step)}`);
    }
    let { scrollY } = window;
    await until(async () => {
      const before = scrollY;
      await nextFrame();
      await nextFrame();
      ({ scrollY } = window);
      return before === scrollY;
    }, 'it stands still');
    assert.isAbove(scrollY, 500);
    page.reader.app.router.go('/starred');
    await until(() => text('main h1') === 'Starred', 'another page');
    history.back();
    await until(() => text('main h1') === 'All' && focusedTitle() === 'Story 19 of courier', 'the row');
    await until(() => Math.abs(window.scrollY - scrollY) < 4, 'the place');
  });

  it('are marked as read while one scrolls past, where that is wanted', async () => {
    await page.reader.app.frame.saveSettings({ markReadOnScroll: true });
    window.scrollTo(0, 900);
    await until(async () => (await page.library.counts()).unread < 60, 'what was passed');
    assert.isTrue((await page.library.rows([page.reader.app.state.order?.ids()[0] as ArticleId]))[0]?.status.read);
  });

  it('fetch no picture that is not on the device where pictures are not wanted', async () => {
    const images = (): number => document.querySelectorAll('predawn-list .row img').length;
    assert.isAbove(images(), 0);
    await page.reader.app.frame.saveSettings({ pictures: 'none' });
    await until(() => images() === 0, 'no picture');
    assert.isAbove(document.querySelectorAll('predawn-list .row .pic').length, 0);
  });

  it('show three densities', async () => {
    const height = (): number => document.querySelector('predawn-list .row')?.getBoundingClientRect().height ?? 0;
    const heights: number[] = [];
    for (const density of ['compact', 'regular', 'comfortable'] as const) {
      await page.reader.app.frame.saveSettings({ density });
      await nextFrame();
      await nextFrame();
      heights.push(height());
    }
    assert.isTrue((heights[0] ?? 0) < (heights[1] ?? 0) && (heights[1] ?? 0) < (heights[2] ?? 0), String(heights));
    document.documentElement.dataset['density'] = 'regular';
  });

  it('follow a setting that another tab has made', async () => {
    // As the other tab writes it: past this page.
    await page.library.putSettings({ theme: 'dark', language: 'de' });
    await until(() => document.documentElement.dataset['theme'] === 'dark', 'the theme');
    await until(() => text('main h1') === 'Alle', 'the language');
    delete document.documentElement.dataset['theme'];
    document.documentElement.lang = 'en';
  });
});

describe('the keys on Today', () => {
  withSheet();
  before(() => executeServerCommand('media', { 'prefers-reduced-motion': 'reduce' }));
  after(() => executeServerCommand('media', { 'prefers-reduced-motion': 'no-preference' }));
  beforeEach(async () => {
    localStorage.setItem('predawn-welcomed', '1');
    page = await openReader('/', { seed: library => putFeed(library, 'courier', { articles: 8 }) });
    await seen('predawn-today article');
  });
  afterEach(() => {
    page.close();
    localStorage.clear();
  });

  it('go from story to story, star and mark the one that has the focus, and open it', async () => {
    const story = (): string => document.activeElement?.closest('article')?.dataset['key'] ?? '';
    press('n');
    await until(() => story() !== '', 'the first story');
    const first = story();
    press('n');
    assert.notEqual(story(), first);
    press('p');
    assert.equal(story(), first);
    press('s');
    await until(async () => (await page.library.counts()).starred === 1, 'a star');
    press('m');
    await until(async () => (await page.library.counts()).unread === 7, 'read');
    press('j');
    await seen('.reading');
    assert.notEqual(decodeURIComponent(location.pathname), `/article/${first}`);
  });

  it('mark the whole paper as read, and undo it', async () => {
    press('A');
    await until(async () => (await page.library.counts()).unread === 0, 'all read');
    await undo();
    await until(async () => (await page.library.counts()).unread === 8, 'none');
  });
});
