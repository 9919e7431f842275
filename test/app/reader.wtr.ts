import { assert, nextFrame } from '@open-wc/testing';
import { executeServerCommand } from '@web/test-runner-commands';
import type { ArticleId, FeedId } from '../../src/core/model.ts';
import { errorWordsFor } from '../../src/core/strings/errors-for.ts';
import { seen, text, until } from '../support/looking.ts';
import { fakeLink, openReader, putFeed, type ReaderPage } from '../support/reader-page.ts';
import { withSheet } from '../support/sheet.ts';

let page: ReaderPage;
const gone = (selector: string): Promise<void> => until(() => document.querySelector(selector) === null, selector);
const press = (key: string): void => {
  (document.activeElement ?? document.body).dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }),
  );
};
const type = (input: HTMLInputElement, value: string): void => {
  input.value = value;
  input.dispatchEvent(new Event('input', { bubbles: true }));
};
const firstTitle = (): string => text('predawn-list .row h3');

describe('the reader', () => {
  withSheet();
  // What is half faded in has half the contrast.
  before(() => executeServerCommand('media', { 'prefers-reduced-motion': 'reduce' }));
  after(() => executeServerCommand('media', { 'prefers-reduced-motion': 'no-preference' }));
  beforeEach(() => {
    localStorage.setItem('predawn-welcomed', '1');
  });
  afterEach(() => {
    page.close();
    localStorage.clear();
  });

  describe('at first', () => {
    // The first to ask for it waits for the whole of it to be compiled.
    before(async function () {
      this.timeout(40_000);
      await import('../../src/app/views/welcome.ts');
    });

    it('welcomes, and “Skip” leads on to an empty paper', async function () {
      // Two looks of axe at a whole page take their time on a busy machine.
      this.timeout(40_000);
      localStorage.clear();
      page = await openReader('/');
      await seen('.welcome h1');
      assert.equal(location.pathname, '/welcome');
      await assert.isAccessible(document.body);
      page.named('Skip').click();
      await seen('predawn-today .empty');
      assert.equal(location.pathname, '/');
      await assert.isAccessible(document.body);
    });

    it('subscribes to what was chosen in the catalogue', async () => {
      page = await openReader('/welcome');
      await seen('.ways');
      document.querySelectorAll<HTMLElement>('.way')[1]?.click();
      await seen('.topic');
      await assert.isAccessible(document.querySelector('main') ?? document.body);
      document.querySelector<HTMLElement>('.topic input')?.click();
      await nextFrame();
      page.named('Subscribe to 1 feed').click();
      await until(() => page.link.entries.length === 1, 'the subscription');
      assert.equal((await page.library.feeds()).length, 1);
    });

    it('takes an OPML file with its folders, and says so where it is none', async () => {
      page = await openReader('/welcome');
      await seen('.ways');
      const give = (content: string): void => {
        const files = new DataTransfer();
        files.items.add(new File([content], 'feeds.opml'));
        const input = document.querySelector<HTMLInputElement>('input[type=file]');
        if (!input) throw new Error('no file input');
        input.files = files.files;
        input.dispatchEvent(new Event('change', { bubbles: true }));
      };
      give('<p>no list</p>');
      await seen('[role=alert]');
      assert.match(text('[role=alert]'), /no feeds in this file/);
      give(
        '<opml><body><outline text="Sea"><outline text="Harbour" xmlUrl="https://harbour.example/feed"/></outline></body></opml>',
      );
      await until(async () => (await page.library.feeds()).length === 1, 'the feed');
      const [feed] = await page.library.feeds();
      const [folder] = await page.library.folders();
      assert.deepEqual([feed?.title, feed?.folderId, folder?.title], ['Harbour', folder?.id, 'Sea']);
    });
  });

  describe('a list of feeds from elsewhere', () => {
    const opml = (feeds: number): File =>
      new File(
        [
          `<opml><body><outline text="Sea">${Array.from(
            { length: feeds },
            (_, at) => `<outline text="Harbour ${String(at)}" xmlUrl="https://harbour.example/${String(at)}"/>`,
          ).join('')}</outline></body></opml>`,
        ],
        'feeds.opml',
      );

    it('is taken where it is dropped, many at once, with a count of how far it is', async () => {
      page = await openReader('/');
      await seen('predawn-today .empty');
      const counts: string[] = [];
      const watch = new MutationObserver(() => {
        counts.push(text('.importing'));
      });
      watch.observe(document.getElementById('notices') ?? document.body, { childList: true, subtree: true });
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(opml(450));
      const over = new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true });
      document.querySelector('main')?.dispatchEvent(over);
      assert.isTrue(over.defaultPrevented);
      assert.isTrue(document.documentElement.hasAttribute('data-dropping'));
      document.querySelector('main')?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }));
      await seen('.feed-rows');
      watch.disconnect();
      assert.equal((await page.library.feeds()).length, 450);
      assert.equal((await page.library.folders())[0]?.title, 'Sea');
      assert.equal(page.link.entries.length, 1);
      assert.isTrue(counts.some(words => words.startsWith('Adding 450 feeds: ')));
      assert.isNull(document.querySelector('.importing'));
      assert.isFalse(document.documentElement.hasAttribute('data-dropping'));
      assert.match(text('.notice:last-child'), /450 feeds added/);
    });

    it('is taken where the installed app is opened with it', async () => {
      let consume: ((launch: { files: { getFile(): Promise<File> }[] }) => void) | undefined;
      const queue = Object.getOwnPropertyDescriptor(globalThis, 'launchQueue');
      Object.defineProperty(globalThis, 'launchQueue', {
        configurable: true,
        value: { setConsumer: (consumer: typeof consume) => (consume = consumer) },
      });
      try {
        page = await openReader('/feeds');
        consume?.({ files: [{ getFile: async () => opml(1) }] });
        await until(async () => (await page.library.feeds()).length === 1, 'the feed');
      } finally {
        if (queue) Object.defineProperty(globalThis, 'launchQueue', queue);
      }
    });
  });

  describe('adding a feed', () => {
    const open = async (): Promise<HTMLInputElement> => {
      page = await openReader('/');
      await seen('predawn-today .empty');
      page.named('Add feed').click();
      await seen('dialog[open]');
      const input = document.querySelector<HTMLInputElement>('dialog input');
      if (!input) throw new Error('no text box');
      return input;
    };

    it('has its text box named, focused, and is accessible', async () => {
      const input = await open();
      assert.equal(input.labels?.[0]?.textContent?.trim(), 'Feed or site address');
      assert.equal(document.activeElement, input);
      await assert.isAccessible(document.querySelector('dialog') ?? document.body);
    });

    it('accepts an address at once as pending', async () => {
      type(await open(), 'example.org/blog');
      page.named('Subscribe').click();
      await gone('dialog');
      const [feed] = await page.library.feeds();
      assert.deepEqual([feed?.url, feed?.state.kind], ['https://example.org/blog', 'pending']);
      assert.equal(page.link.entries[0]?.action.kind, 'subscribe');
      assert.match(text('.notice:last-child'), /on their way/);
    });

    for (const [typed, said] of [
      ['', /Type or paste/],
      ['not an address', /not an address/],
      ['javascript:alert(1)', /javascript: cannot be read/],
    ] as const)
      it(`refuses “${typed}” with a sentence and changes nothing`, async () => {
        const input = await open();
        type(input, typed);
        page.named('Subscribe').click();
        await until(() => said.test(text('dialog [role=alert]')), 'the sentence');
        assert.equal((await page.library.feeds()).length, 0);
        assert.equal(document.activeElement, input);
      });

    it('shows what is at an address after a pause, lets one choose, and subscribes to that', async () => {
      const input = await open();
      const real = globalThis.fetch;
      const asked: string[] = [];
      globalThis.fetch = async address => {
        const url = new URL(address as string, location.href);
        if (!url.pathname.startsWith('/api/')) return real(address);
        asked.push(url.pathname);
        const of = url.searchParams.get('url') ?? '';
        return Response.json(
          url.pathname === '/api/discover'
            ? {
                url: of,
                feeds: [
                  { url: 'https://sea.example/news', title: 'Sea news' },
                  { url: 'https://sea.example/talk', title: 'Sea talk' },
                ],
              }
            : {
                title: of.endsWith('talk') ? 'Sea talk' : 'Sea news',
                items: [{ id: '1', title: `Headline of ${of}` }],
              },
        );
      };
      try {
        type(input, 'sea.exam');
        type(input, 'sea.example');
        await until(() => text('.preview').includes('Headline of https://sea.example/news'), 'the headlines');
        assert.deepEqual(asked, ['/api/discover', '/api/feed']);
        await assert.isAccessible(document.querySelector('dialog') ?? document.body);
        document.querySelectorAll<HTMLElement>('.which input')[1]?.click();
        await until(() => text('.preview').includes('Headline of https://sea.example/talk'), 'the other');
        assert.equal(input.value, 'sea.example');
        page.named('Subscribe').click();
        await gone('dialog');
      } finally {
        globalThis.fetch = real;
      }
      assert.equal((await page.library.feeds())[0]?.url, 'https://sea.example/talk');
      const action = page.link.entries[0]?.action;
      assert.isTrue(action?.kind === 'subscribe' && action.isFeed);
    });

    it('keeps an address that was shared, also where one has it already', async () => {
      page = await openReader(`/add?url=${encodeURIComponent('https://harbour.example/feed')}`, {
        seed: library => putFeed(library, 'harbour'),
      });
      await seen('dialog[open]');
      page.named('Subscribe').click();
      await until(() => text('dialog [role=alert]').includes('The harbour'), 'the name');
      assert.equal(document.querySelector<HTMLInputElement>('dialog input')?.value, 'https://harbour.example/feed');
    });

    it('says which feed one has already', async () => {
      const input = await open();
      await putFeed(page.library, 'harbour');
      type(input, 'https://harbour.example/feed');
      page.named('Subscribe').click();
      await until(() => text('dialog [role=alert]').includes('The harbour'), 'the name');
    });
  });

  describe('with articles', () => {
    beforeEach(async () => {
      page = await openReader('/', {
        async seed(library) {
          await putFeed(library, 'courier', { articles: 12 });
          await putFeed(library, 'harbour', { articles: 3 });
        },
      });
      await seen('predawn-today article');
    });

    it('shows the paper, and each article is a link inside an article', async () => {
      for (const article of document.querySelectorAll('predawn-today article'))
        assert.match(article.querySelector('a')?.getAttribute('href') ?? '', /^\/article\//);
      await assert.isAccessible(document.body);
    });

    it('opens an article, marks it read, and comes back to the same place', async () => {
      const link = document.querySelector<HTMLElement>('predawn-today article a');
      const id = link?.closest('article')?.dataset['key'];
      link?.focus();
      link?.click();
      await seen('.reading h1');
      assert.match(location.pathname, /^\/article\//);
      assert.equal(document.activeElement?.localName, 'h1');
      await until(async () => (await page.library.article(id as ArticleId))?.status.read, 'the mark');
      await assert.isAccessible(document.body);
      history.back();
      await seen('predawn-today article');
      await until(() => document.activeElement?.closest('article')?.dataset['key'] === id, 'the focus');
      await until(() => document.querySelector(`[data-key="${id ?? ''}"]`)?.classList.contains('read'), 'grey');
    });

    it('stars, saves and marks as unread by the buttons of those names', async () => {
      document.querySelector<HTMLElement>('predawn-today article a')?.click();
      await seen('.reading');
      const id = decodeURIComponent(location.pathname.split('/')[2] ?? '') as ArticleId;
      const status = async () => (await page.library.article(id))?.status;
      page.named('Star').click();
      await until(async () => (await status())?.starred, 'the star');
      assert.equal(page.named('Star').getAttribute('aria-pressed'), 'true');
      page.named('Save for offline').click();
      await until(async () => (await status())?.saved, 'saved');
      assert.equal(page.link.entries.at(-1)?.action.kind, 'save');
      page.named('Mark as unread').click();
      await until(async () => (await status())?.read === false, 'unread');
      page.named('Star').click();
      await until(async () => (await status())?.starred === false, 'no star');
    });

    it('lists all, marks all read, and takes it back', async () => {
      page.named('All').click();
      await seen('predawn-list .row');
      assert.equal(document.querySelectorAll('predawn-list .row').length, 15);
      await assert.isAccessible(document.body);
      page.named('Mark all read').click();
      await until(() => text('.notice:last-child').startsWith('15 articles'), 'the notice');
      assert.equal((await page.library.counts()).unread, 0);
      page.named('Undo').click();
      await until(async () => (await page.library.counts()).unread === 15, 'all back');
    });

    it('goes by the keyboard', async () => {
      press('g');
      press('a');
      await seen('predawn-list .row');
      press('n');
      await until(() => document.activeElement?.closest('.row') !== null, 'a row');
      const first = document.activeElement?.textContent;
      press('n');
      await until(() => document.activeElement?.textContent !== first, 'the next row');
      press('p');
      await until(() => document.activeElement?.textContent === first, 'the first row');
      press('s');
      await until(async () => (await page.library.counts()).starred === 1, 'a star');
      press('o');
      await seen('.reading');
      assert.equal(text('.reading h1'), first);
      press('j');
      await until(() => text('.reading h1') !== first, 'the next article');
      press('k');
      await until(() => text('.reading h1') === first, 'the one before');
      press('u');
      await gone('.reading');
      await seen('predawn-list .row');
      assert.equal(location.pathname, '/all');
      press('?');
      await seen('dialog .keys');
      await assert.isAccessible(document.querySelector('dialog') ?? document.body);
    });

    it('leaves the keys alone where they are turned off, and where one types', async () => {
      page.named('Add feed').click();
      await seen('dialog[open]');
      press('r');
      document.querySelector('dialog')?.close();
      await page.reader.app.frame.saveSettings({ shortcuts: false });
      press('r');
      assert.deepEqual(page.link.wakes, []);
    });

    it('asks for a refresh and says how it went', async () => {
      page.named('Refresh').click();
      await until(() => page.link.wakes[0] === 'refresh', 'the wake');
      const report = {
        startedAt: 1,
        reason: 'refresh' as const,
        feeds: { planned: 2, updated: 2, unchanged: 0, failed: 0 },
        newArticles: 3,
        pictures: 0,
        bytes: 10,
        result: 'complete' as const,
      };
      page.link.tell({ kind: 'wake-progress', report, done: 1, total: 2 });
      await until(() => text('.status').includes('Delivering: 1 of 2 feeds'), 'progress');
      page.link.tell({ kind: 'wake-ended', report });
      await until(() => text('.notice:last-child').includes('3 new articles'), 'the end');
      assert.notInclude(text('.status'), 'Delivering');
    });

    it('offers a newer edition instead of moving the paper', async () => {
      const ids = (await page.library.list({ kind: 'all' })).rows.map(row => row.headline.id);
      const edition = { startedAt: 1, feedCount: 2, complete: true, printedAt: Date.now() };
      await page.library.putEdition({ ...edition, articleIds: ids.slice(4) });
      await until(() => text('.status').includes('11 stories'), 'the edition');
      const top = text('.lead h2');
      await page.library.putEdition({ ...edition, articleIds: ids });
      await seen('.newer button');
      assert.equal(text('.lead h2'), top);
      assert.match(text('.newer'), /4 new stories/);
      document.querySelector<HTMLElement>('.newer button')?.click();
      await until(() => text('.status').includes('15 stories'), 'the new edition');
      assert.isNull(document.querySelector('.newer'));
    });

    it('offers new articles of a list instead of moving it', async () => {
      page.named('All').click();
      await seen('predawn-list .row');
      const first = firstTitle();
      await putFeed(page.library, 'late', { articles: 2 });
      await seen('.newer button');
      assert.equal(firstTitle(), first);
      page.named('Show 2 new articles').click();
      await until(() => firstTitle() !== first, 'the new ones');
    });

    it('prints the article alone, with the address that it came from', async () => {
      document.querySelector<HTMLElement>('predawn-today article a')?.click();
      await seen('.reading');
      const stands = (selector: string): boolean => document.querySelector(selector)?.checkVisibility() === true;
      assert.isFalse(stands('.source'));
      await executeServerCommand('cdp', { method: 'Emulation.setEmulatedMedia', params: { media: 'print' } });
      try {
        assert.deepEqual(['.bar', '.rail', '.tabs', '.note', '.around'].filter(stands), []);
        assert.isTrue(stands('.prose'));
        assert.match(text('.source'), /^https:\/\/(courier|harbour)\.example\//);
        assert.isTrue(stands('.source'));
      } finally {
        await executeServerCommand('cdp', { method: 'Emulation.setEmulatedMedia', params: { media: '' } });
        await executeServerCommand('media', { 'prefers-reduced-motion': 'reduce' });
      }
    });

    it('keeps text appearance', async () => {
      document.querySelector<HTMLElement>('predawn-today article a')?.click();
      await seen('.reading');
      page.named('Text appearance').click();
      await seen('.type-dialog');
      await assert.isAccessible(document.querySelector('dialog') ?? document.body);
      page.named('Larger').click();
      document.querySelector<HTMLElement>('[name=typeface][type=radio]:not(:checked)')?.click();
      document.querySelector<HTMLElement>('label:last-of-type [name=theme]')?.click();
      await until(async () => (await page.library.settings()).theme === 'dark', 'the theme');
      const { textSize, typeface } = await page.library.settings();
      assert.deepEqual([textSize, typeface], [1.1, 'sans']);
      assert.equal(document.documentElement.dataset['theme'], 'dark');
      delete document.documentElement.dataset['theme'];
    });

    it('speaks German when asked', async () => {
      await page.reader.app.frame.saveSettings({ language: 'de' });
      await until(() => text('.rail [data-t="nav.today"]') === 'Heute', 'the rail');
      await until(() => text('.status').includes('15 Beiträge aus 2 Feeds'), 'the paper');
      const { what } = errorWordsFor('de', 'quota-exceeded');
      assert.equal(what, 'Der Speicher, den der Browser uns gibt, ist voll.');
      assert.equal(document.documentElement.lang, 'de');
      document.documentElement.lang = 'en';
    });
  });

  describe('in other states', () => {
    for (const [href, words] of [
      ['/nowhere', /no such page/],
      ['/article/nothing', /not on this device/],
      ['/starred', /No stars yet/],
      ['/saved', /Nothing saved yet/],
      ['/unread', /All read/],
      ['/all', /Nothing here yet/],
      ['/feed/nothing', /do not read this feed/],
      ['/folder/nothing', /no such folder/],
    ] as const)
      it(`says what ${href} is when there is nothing`, async () => {
        page = await openReader(href);
        await until(() => words.test(text('main')), String(words));
        await assert.isAccessible(document.body);
      });

    it('tells in Deliveries that this browser may not deliver, and what it does instead', async () => {
      page = await openReader('/deliveries', {
        link: fakeLink('unsupported'),
        seed: library =>
          library.putWake({
            startedAt: Date.now() - 60_000,
            endedAt: Date.now() - 51_000,
            dueAt: Date.now() - 300_000,
            reason: 'periodicsync',
            feeds: { planned: 18, updated: 12, unchanged: 6, failed: 0 },
            newArticles: 42,
            pictures: 30,
            bytes: 3_100_000,
            result: 'complete',
          }),
      });
      await until(() => /does not deliver in the background/.test(text('main')), 'the sentence');
      assert.match(text('.wake'), /Delivered in the background.*4m after it was due · 18 feeds · 42 new.*3.1 MB · 9s/);
      await assert.isAccessible(document.body);
    });

    it('says that memory forgets', async () => {
      page = await openReader('/');
      await seen('.notice');
      assert.match(text('.notice'), /closing the tab loses everything/);
    });

    it('offers a new version and applies it when the person agrees', async () => {
      page = await openReader('/');
      let applied = 0;
      page.link.update({ apply: () => (applied += 1) });
      await until(() => text('.notices').includes('A new version is ready.'), 'the offer');
      assert.equal(applied, 0);
      page.named('Use it now').click();
      assert.equal(applied, 1);
    });

    it('offers to fetch a text later once it is long in coming, and stops when it has come', async () => {
      let id: ArticleId | undefined;
      page = await openReader('/', {
        async seed(library) {
          [id] = await putFeed(library, 'brief', {
            items: [
              {
                id: '1',
                title: 'A summary',
                summary: 'Only the first sentence.',
                tags: ['Tides', 'Boats'],
                _predawn: { comments: 'https://brief.example/1/comments' },
              },
            ],
          });
          const feed = await library.feed('brief' as FeedId);
          if (feed) await library.putFeed({ ...feed, siteUrl: 'https://brief.example/' });
        },
      });
      page.reader.app.router.go(`/article/${encodeURIComponent(id ?? '')}`);
      await seen('.reading');
      assert.equal((page.named('Open original') as HTMLAnchorElement).href, 'https://brief.example/');
      assert.match(text('.about'), /Topics: Tides · Boats/);
      assert.equal((page.named('Comments') as HTMLAnchorElement).href, 'https://brief.example/1/comments');
      page.named('Fetch the whole text').click();
      await until(() => page.link.entries.length === 1, 'it is asked for');
      assert.notInclude(text('.reading footer'), 'Fetch it later');
      await until(() => text('.reading footer').includes('Fetch it later and tell me'), 'the offer');
      await assert.isAccessible(document.body);
      page.named('Fetch it later and tell me').click();
      await until(() => /fetched in the background/.test(text('.notice:last-child')), 'the answer');
      assert.notInclude(text('.reading footer'), 'Fetch it later and tell me');
      await page.library.putBody(
        {
          articleId: id as ArticleId,
          html: '<p>All of it.</p>',
          source: 'page',
          fetchedAt: Date.now(),
          pictures: [],
          enclosures: [],
          categories: [],
        },
        { text: 'full', pictures: 0 },
      );
      await until(() => text('.prose') === 'All of it.', 'the text');
      assert.notInclude(text('.reading footer'), 'long in coming');
    });

    it('shows an article in its own direction and language, its markup made safe', async () => {
      let id: ArticleId | undefined;
      page = await openReader('/', {
        async seed(library) {
          [id] = await putFeed(library, 'sabah', {
            items: [
              {
                id: '1',
                url: 'https://sabah.example/1',
                title: 'القطار',
                language: 'ar',
                content_html:
                  '<h1>القطار</h1><p style="color:red" onclick="x()">نص <a href="javascript:alert(1)">x</a><a href="/a#fn">y</a></p><script>alert(1)</script><iframe src="https://video.example/v"></iframe><img src="https://t.example/p.gif" width=1 height=1>',
                _predawn: { direction: 'rtl' },
              },
            ],
          });
        },
      });
      page.reader.app.router.go(`/article/${encodeURIComponent(id ?? '')}`);
      await seen('.reading');
      const reading = document.querySelector<HTMLElement>('.reading');
      assert.deepEqual([reading?.lang, reading?.dir], ['ar', 'rtl']);
      const prose = reading?.querySelector('.prose');
      assert.isNull(prose?.querySelector('script, iframe, img, [style], [onclick], [href^="javascript"]') ?? null);
      assert.equal(prose?.querySelector('h1, h2'), null);
      assert.equal(prose?.querySelector('a[href="https://video.example/v"]')?.textContent, 'Watch at video.example');
      assert.equal(
        prose?.querySelector('a[href="https://sabah.example/a#fn"]')?.getAttribute('rel'),
        'noopener noreferrer',
      );
      await assert.isAccessible(document.body);
    });
  });

  describe('on a wide screen', () => {
    beforeEach(() => executeServerCommand('viewport', { width: 1280, height: 800 }));
    afterEach(() => executeServerCommand('viewport', { width: 800, height: 600 }));

    it('lays an article beside its list and marks where one is', async () => {
      page = await openReader('/all', { seed: library => putFeed(library, 'courier', { articles: 40 }) });
      await seen('predawn-list .row');
      await seen('.pane-empty');
      const link = document.querySelectorAll<HTMLElement>('predawn-list h3 a')[2];
      const pane = document.querySelector('.beside');
      pane?.scrollTo({ top: 120 });
      link?.click();
      await seen('.reading');
      assert.isTrue(link?.checkVisibility());
      assert.equal(pane?.scrollTop, 120);
      await until(() => link?.closest('.row')?.classList.contains('current'), 'the mark');
      await assert.isAccessible(document.body);
    });
  });
});
