import { assert } from '@open-wc/testing';
import { growFrom } from '../../src/app/grow.ts';

describe('the title that an article grows from', () => {
  let page: HTMLElement;
  const put = (tag: string, html: string): HTMLElement => {
    const element = document.createElement(tag);
    element.innerHTML = html;
    page.append(element);
    return element;
  };
  const marked = (): string[] => [...document.querySelectorAll('.grows-title')].map(({ tagName }) => tagName);

  beforeEach(() => {
    page = document.createElement('div');
    document.body.append(page);
  });
  afterEach(() => {
    page.remove();
  });

  it('is the touched row’s, then the heading, then nobody’s', () => {
    const row = put('article', '<h3><a href="/article/a">A</a></h3>');
    const article = put('div', '<h1>A</h1>');
    const growth = growFrom(row, '/article/a');
    assert.deepEqual(marked(), ['H3']);
    growth?.arrive(article);
    assert.deepEqual(marked(), ['H1']);
    growth?.end();
    assert.deepEqual(marked(), []);
    growth?.arrive(article);
    assert.deepEqual(marked(), [], 'it came too late');
  });

  it('is none where the row is out of sight or not there', () => {
    const row = put('article', '<h3><a href="/article/a">A</a></h3>');
    row.hidden = true;
    assert.equal(growFrom(row, '/article/a'), undefined);
    row.hidden = false;
    assert.equal(growFrom(row, '/article/b'), undefined);
    assert.equal(growFrom(undefined, '/article/a'), undefined);
    assert.deepEqual(marked(), []);
  });
});
