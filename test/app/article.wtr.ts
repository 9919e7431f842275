import { assert, nextFrame } from '@open-wc/testing';
import { executeServerCommand } from '@web/test-runner-commands';
import type { ArticleId } from '../../src/core/model.ts';
import { findIn } from '../../src/app/find-bar.ts';
import { seen, text, until } from '../support/looking.ts';
import { openReader, putFeed, type ReaderPage } from '../support/reader-page.ts';
import { withSheet } from '../support/sheet.ts';

let page: ReaderPage;
const key = (name: string, options: KeyboardEventInit = {}): void => {
  (document.activeElement ?? document.body).dispatchEvent(
    new KeyboardEvent('keydown', { key: name, bubbles: true, composed: true, cancelable: true, ...options }),
  );
};
const type = (value: string): void => {
  const input = document.querySelector<HTMLInputElement>('.find input');
  if (!input) throw new Error('no box');
  input.value = value;
  input.dispatchEvent(new Event('input', { bubbles: true }));
};
/** A finger from one place to another, as if it took so many milliseconds. */
function swipe(from: number, to: number, ms: number): void {
  const target = document.querySelector('.reading h1') ?? document.body;
  const began = performance.now();
  const fire = (name: string, x: number, after: number): void => {
    const touch = new Touch({ identifier: 1, target, clientX: x, clientY: 300 });
    const touches = name === 'touchend' ? [] : [touch];
    const event = new TouchEvent(name, { touches, changedTouches: [touch], bubbles: true, cancelable: true });
    Object.defineProperty(event, 'timeStamp', { value: began + after });
    target.dispatchEvent(event);
  };
  fire('touchstart', from, 0);
  for (let step = 1; step <= 5; step += 1) fire('touchmove', from + ((to - from) * step) / 5, (ms * step) / 5);
  fire('touchend', to, ms);
}

describe('an article', () => {
  withSheet();
  before(() => executeServerCommand('media', { 'prefers-reduced-motion': 'reduce' }));
  after(() => executeServerCommand('media', { 'prefers-reduced-motion': 'no-preference' }));
  beforeEach(async () => {
    localStorage.setItem('predawn-welcomed', '1');
    page = await openReader('/all', {
      seed: library =>
        putFeed(library, 'courier', {
          items: Array.from({ length: 4 }, (_, at) => ({
            id: String(at),
            url: `https://courier.example/${String(at)}`,
            title: `Story ${String(at)}`,
            content_html: `<p>The harb<em>our</em> master of the Häfen kept a log.</p>${'<p>Water came and went. Ebb and flow.</p>'.repeat(80)}<p>The last harbour.</p>`,
            date_published: new Date(Date.now() - at * 60_000 - 60_000).toISOString(),
            attachments: [{ url: `${location.origin}/talk-${String(at)}.mp3`, mime_type: 'audio/mpeg' }],
          })),
        }),
    });
    await seen('predawn-list .row');
    page.named('Story 1').click();
    await until(() => text('.reading h1') === 'Story 1', 'the article');
  });
  afterEach(() => {
    page.close();
    localStorage.clear();
  });

  it('is searched within: every place marked, one after the other brought into sight', async () => {
    page.named('Find in this article').click();
    await seen('.find input');
    assert.equal(document.activeElement, document.querySelector('.find input'));
    await assert.isAccessible(document.querySelector('.find') ?? document.body);
    type('harbour');
    await until(() => text('.found') === '1 of 2', 'two places');
    const marked = (): number =>
      (CSS as unknown as { highlights: Map<string, Set<Range>> }).highlights.get('predawn-found')?.size ?? 0;
    assert.equal(marked(), 2);
    const before = window.scrollY;
    page.named('Next place').click();
    await until(() => text('.found') === '2 of 2', 'the second');
    await until(() => window.scrollY > before + 500, 'it is in sight');
    type('hafen');
    await until(() => text('.found') === '1 of 1', 'letters compare as in a search');
    type('nowhere');
    await until(() => text('.found') === 'Not found', 'none');
    key('Escape');
    assert.isNull(document.querySelector('.find'));
    assert.equal(marked(), 0);
    key('f');
    await seen('.find input');
  });

  it('finds across tags and never across paragraphs', () => {
    const box = document.createElement('div');
    box.innerHTML = '<p>one <b>two</b> three</p><p>four Straße</p>';
    assert.deepEqual(findIn(box, 'two three').map(String), ['two three']);
    assert.deepEqual(findIn(box, 'three four').map(String), []);
    assert.deepEqual(findIn(box, 'strasse').map(String), ['Straße']);
    assert.deepEqual(findIn(box, ' ').map(String), []);
  });

  it('turns by a swipe of two fifths or a flick, and never from the edge', async () => {
    const width = window.innerWidth;
    const at = (title: string): Promise<void> => until(() => text('.reading h1') === title, title);
    swipe(width * 0.8, width * 0.35, 900);
    await at('Story 2');
    swipe(width * 0.5, width * 0.6, 60);
    await at('Story 1');
    const stays = async (what: string): Promise<void> => {
      for (let frame = 0; frame < 4; frame += 1) await nextFrame();
      assert.equal(text('.reading h1'), 'Story 1', what);
    };
    swipe(width * 0.7, width * 0.45, 900);
    await stays('slow and short of two fifths');
    swipe(12, width * 0.7, 300);
    await stays('from the left edge');
    swipe(width - 12, width * 0.2, 300);
    await stays('from the right edge');
  });

  it('keeps the speed of a recording for all of them', async () => {
    const audio = (): HTMLAudioElement | null => document.querySelector('.player audio');
    page.named('Speed 1×').click();
    assert.deepEqual([audio()?.playbackRate, audio()?.defaultPlaybackRate], [1.25, 1.25]);
    page.named('Next article').click();
    await until(() => text('.reading h1') === 'Story 2', 'the next');
    assert.equal(page.named('Speed 1.25×').textContent.trim(), '1.25×');
  });

  it('keeps how far it was read when the page is put away', async () => {
    const id = decodeURIComponent(location.pathname.split('/')[2] ?? '') as ArticleId;
    await until(() => document.documentElement.scrollHeight > 2_000, 'its length');
    for (let frame = 0; frame < 4; frame += 1) await nextFrame();
    window.scrollTo(0, document.documentElement.scrollHeight / 2);
    for (let frame = 0; frame < 4; frame += 1) await nextFrame();
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
    Reflect.deleteProperty(document, 'visibilityState');
    await until(async () => ((await page.library.article(id))?.status.progress ?? 0) > 0.3, 'the progress');
  });

  describe('that has only its beginning', () => {
    beforeEach(async () => {
      page.close();
      page = await openReader('/all', {
        seed: library =>
          putFeed(library, 'courier', {
            items: [{ id: '0', url: 'https://courier.example/0', title: 'Short', summary: 'The beginning.' }],
          }),
      });
      await seen('predawn-list .row');
      page.named('Short').click();
      await until(() => text('.reading h1') === 'Short', 'the article');
    });

    it('is fetched later where the network crawls: after four seconds of waiting nobody need wait', async () => {
      const began = performance.now();
      page.named('Save for offline').click();
      await until(() => page.link.entries.length === 1, 'it is asked for');
      await until(() => text('.reading .note').includes('The text is long in coming.'), 'it is late');
      assert.isAtLeast(performance.now() - began, 4_000);
      await assert.isAccessible(document.querySelector('.reading') ?? document.body);
      page.named('Fetch it later and tell me').click();
      await until(() => text('.reading .note').includes('It is fetched in the background.'), 'the person may leave');
      assert.match(text('.notice:last-child'), /^It is fetched in the background/);
      assert.equal((await page.library.outbox())[0]?.action.kind, 'save');
    });
  });

  it('says what a picture shows that could not be had, and tries again with a network', async () => {
    const prose = document.querySelector('.prose');
    const image = new Image();
    image.alt = 'The harbour at dawn';
    image.src = '/nothing-here.webp';
    prose?.append(image);
    await seen('.no-picture');
    assert.equal(text('.no-picture'), 'The harbour at dawn');
    assert.isFalse(image.isConnected);
    page.reader.app.state.online = true;
    window.dispatchEvent(new Event('online'));
    assert.isTrue(image.isConnected);
    await seen('.no-picture');
  });

  it('has on a phone a bar of seven, each 44 px to touch, and the rest under “More”', async () => {
    await executeServerCommand('viewport', { width: 360, height: 740 });
    try {
      await until(() => window.innerWidth === 360, 'a phone');
      const buttons = [...document.querySelectorAll<HTMLElement>('.bar > :is(a, button)')].filter(one =>
        one.checkVisibility(),
      );
      assert.equal(buttons.length, 7);
      for (const one of buttons) {
        const { width, height } = one.getBoundingClientRect();
        assert.isTrue(width >= 44 && height >= 44, `${one.ariaLabel ?? ''} ${String(width)} × ${String(height)}`);
      }
      document.querySelector<HTMLElement>('.bar .narrow')?.click();
      await seen('#article-more');
      await assert.isAccessible(document.querySelector('#article-more') ?? document.body);
      page.named('Find in this article').click();
      await seen('.find input');
      assert.isFalse(document.querySelector('#article-more')?.matches(':popover-open'));
    } finally {
      await executeServerCommand('viewport', { width: 800, height: 600 });
    }
  });
});
