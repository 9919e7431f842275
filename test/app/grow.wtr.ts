import { assert, nextFrame } from '@open-wc/testing';
import { executeServerCommand } from '@web/test-runner-commands';
import { growFrom, placeOf, shrinkFrom } from '../../src/app/grow.ts';
import { seen, until } from '../support/looking.ts';
import { openReader, putFeed, type ReaderPage } from '../support/reader-page.ts';
import { withSheet } from '../support/sheet.ts';

describe('the title that an article grows from', () => {
  withSheet();
  let page: HTMLElement;
  const put = (tag: string, html: string): HTMLElement => {
    const element = document.createElement(tag);
    element.innerHTML = html;
    page.append(element);
    return element;
  };
  const moving = (): string[] => [...document.querySelectorAll('[data-moving]')].map(({ tagName }) => tagName);
  const ROW = '<h3 style="font-size: 10px; margin: 0"><a href="/article/a">A</a></h3>';

  beforeEach(() => {
    page = document.createElement('div');
    page.style.cssText = 'position: fixed; inset: 0; overflow: auto; background: white';
    document.body.append(page);
  });
  afterEach(() => {
    page.remove();
  });

  /** Where the motion begins: pixels across and down of the article, and the size of its title. */
  const beginning = (article: Element): readonly number[] => {
    const motion = (selector: string): DOMMatrix => {
      const [animation] = article.querySelector(selector)?.getAnimations() ?? [];
      const [first] = (animation?.effect as KeyframeEffect).getKeyframes();
      return new DOMMatrix(String(first?.['transform']));
    };
    const { e, f } = motion('.reading');
    return [e, f, motion('h1').a];
  };
  const articleAt = (top: number, left = 0): HTMLElement =>
    put(
      'div',
      `<div class="reading" style="position: absolute; padding: 0; margin: 0; top: ${String(top)}px; left: ${String(left)}px"><h1 style="font-size: 20px; margin: 0">A</h1></div>`,
    );

  it('is the touched row’s: the article begins there, and its heading as small', () => {
    put('div', '').style.height = '150px';
    const row = put('article', ROW);
    const place = placeOf(row, '/article/a');
    assert.equal(place?.box.top, 150);
    const article = articleAt(20);
    if (place) growFrom(place, article);
    assert.deepEqual(beginning(article), [0, 130, 0.5]);
  });

  it('is never so far down that the text would be out of sight', () => {
    put('div', '').style.height = `${String(window.innerHeight - 30)}px`;
    const place = placeOf(put('article', ROW), '/article/a');
    const article = articleAt(0);
    if (place) growFrom(place, article);
    assert.closeTo(beginning(article)[1] ?? 0, window.innerHeight / 3, 0.01);
  });

  it('is to the side where the article stands beside its list', () => {
    const place = placeOf(put('article', ROW), '/article/a');
    const article = articleAt(60, 300);
    if (place) growFrom(place, article);
    assert.deepEqual(beginning(article), [-24, 0, 0.5]);
  });

  it('is none where the row is out of sight or not there', () => {
    const row = put('article', ROW);
    row.hidden = true;
    assert.equal(placeOf(row, '/article/a'), undefined);
    row.hidden = false;
    assert.equal(placeOf(row, '/article/b'), undefined);
    assert.equal(placeOf(undefined, '/article/a'), undefined);
  });

  it('on the way back is the heading, then the row’s, then nobody’s', () => {
    const row = put('article', ROW);
    const article = put('div', '<h1>A</h1>');
    const shrinking = shrinkFrom(article, '/article/a');
    assert.deepEqual(moving(), ['H1']);
    shrinking?.arrive(row);
    assert.deepEqual(moving(), ['H3']);
    shrinking?.end();
    assert.deepEqual(moving(), []);
    shrinking?.arrive(row);
    assert.deepEqual(moving(), [], 'it came too late');
  });

  it('on the way back is none where the heading is out of sight', () => {
    const article = put('div', '<h1>A</h1>');
    article.hidden = true;
    assert.equal(shrinkFrom(article, '/article/a'), undefined);
    assert.deepEqual(moving(), []);
  });
});

describe('between a list and its article', () => {
  withSheet();
  let page: ReaderPage;
  let transitions = 0;
  const begin = document.startViewTransition.bind(document);

  beforeEach(async () => {
    localStorage.setItem('predawn-welcomed', '1');
    transitions = 0;
    document.startViewTransition = change => {
      transitions += 1;
      return begin(change);
    };
    page = await openReader('/all', { seed: library => putFeed(library, 'courier', { articles: 12 }) });
    await seen('predawn-list .row');
  });
  afterEach(() => {
    page.close();
    localStorage.clear();
    Reflect.deleteProperty(document, 'startViewTransition');
  });

  const open = async (): Promise<void> => {
    document.querySelectorAll<HTMLElement>('predawn-list h3 a')[2]?.click();
    await seen('.reading h1');
  };
  const shrinks = (): boolean =>
    document
      .getAnimations()
      .some(({ effect }) => (effect as KeyframeEffect).pseudoElement === '::view-transition-group(grown-title)');

  it('the text waits for no picture of the list; back again the heading shrinks into its row', async () => {
    await open();
    assert.equal(transitions, 0);
    assert.equal(document.querySelector('.reading')?.getAnimations().length, 1);
    await Promise.all(document.getAnimations().map(({ finished }) => finished));
    history.back();
    await until(shrinks, 'the heading shrinks');
    assert.equal(transitions, 1);
    await until(() => document.querySelector('[data-moving]') === null, 'its end');
  });

  it('nothing moves for a person who wants no motion', async () => {
    await executeServerCommand('media', { 'prefers-reduced-motion': 'reduce' });
    try {
      await open();
      assert.deepEqual(document.querySelector('.reading')?.getAnimations(), []);
      history.back();
      await seen('predawn-list .row');
      assert.equal(transitions, 0);
    } finally {
      await executeServerCommand('media', { 'prefers-reduced-motion': 'no-preference' });
      await nextFrame();
    }
  });
});
