import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseHTML } from 'linkedom';
import { printInto } from '../../src/core/print.ts';
import { frontPage, HOSTILE } from '../support/front.ts';

const SHELL = readFileSync(new URL('../../index.html', import.meta.url), 'utf8');
const print = (front = frontPage()): Document => parseHTML(printInto(SHELL, front)).document;

describe('printing the front page', () => {
  it('puts the paper into main', () => {
    const today = print().querySelector('main > predawn-today');
    assert.equal(today?.querySelector('h1')?.textContent, 'The 07:00 edition');
    assert.equal(today.querySelectorAll('.lead > article').length, 3);
    assert.match(today.querySelector('.status')?.textContent ?? '', /8 stories from 5 feeds.*printed 06:52/);
  });

  it('gives each headline an ordinary link inside an article', () => {
    for (const article of print().querySelectorAll('article')) {
      const link = article.querySelector('a');
      assert.equal(link?.getAttribute('href'), `/article/${article.getAttribute('data-key') ?? ''}`);
      assert.notEqual(link?.textContent.trim(), '');
    }
  });

  it('lets no word of a publisher become markup', () => {
    const html = printInto(SHELL, frontPage());
    assert.ok(html.includes('&lt;script&gt;alert('));
    assert.equal(html.split('<script').length, SHELL.split('<script').length);
    const { document } = parseHTML(html);
    assert.equal(document.querySelector('img[onerror]'), null);
    const titles = [...document.querySelectorAll('article a')].map(link => link.textContent);
    assert.ok(titles.includes(HOSTILE), 'the title is shown as it was written');
  });

  it('writes no script and no style', () => {
    const html = printInto(SHELL, frontPage());
    assert.doesNotMatch(html, /\sstyle=|<style|\son\w+="/);
  });

  it('carries theme, density and language', () => {
    const root = print(
      frontPage({ settings: { theme: 'light', density: 'comfortable', language: 'de' } }),
    ).documentElement;
    assert.deepEqual(
      ['lang', 'dir', 'data-theme', 'data-density'].map(name => root.getAttribute(name)),
      ['de', 'ltr', 'light', 'comfortable'],
    );
    assert.match(root.querySelector('h1')?.textContent ?? '', /Ausgabe von 07:00/);
    assert.equal(root.querySelector('[data-t="nav.all"]')?.textContent, 'Alle');
  });

  it('fills the counts of the rail and shows none of nothing', () => {
    const document = print();
    assert.equal(document.querySelector('.rail [data-count="today"]')?.textContent, '8');
    assert.equal(document.querySelector('.rail [data-count="saved"]')?.textContent, '');
  });

  it('holds pictures from the store only', () => {
    const front = frontPage();
    const [first, ...rest] = front.leads;
    assert.ok(first);
    const away = { ...first, headline: { ...first.headline, picturesStored: 0 } };
    const boxes = [...print({ ...front, leads: [away, ...rest] }).querySelectorAll('.lead .pic')];
    assert.deepEqual(
      boxes.map(box => box.querySelector('img') !== null),
      [false, true, true],
    );
  });

  it('marks what is read and what is not on the device', () => {
    const document = print();
    assert.ok(document.querySelector('[data-key="e"]')?.classList.contains('read'));
    assert.ok(document.querySelector('[data-key="f"] .dot')?.classList.contains('away'));
    assert.match(document.querySelector('[data-key="f"] .meta')?.textContent ?? '', /text will come/);
  });

  it('prints anew over what was printed', () => {
    const once = printInto(SHELL, frontPage());
    assert.equal(printInto(once, frontPage()), once);
  });

  it('gives a shell without the marks back as it came', () => {
    assert.equal(printInto('<p>shell</p>', frontPage()), '<p>shell</p>');
  });
});
