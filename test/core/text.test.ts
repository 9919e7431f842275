// Markup to plain text: the words, nothing run, nothing quadratic.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { countWords, escapeText, excerptOf, plainText, textToHtml, titleOf } from '../../src/core/text.ts';

describe('plain text', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['drops tags and joins inline text', '<p>Hello <b>wor</b>ld</p>', 'Hello world'],
    ['parts blocks by a space', '<p>One</p><p>Two</p><ul><li>Three<li>Four</ul>', 'One Two Three Four'],
    ['collapses white space', ' a \n\t b &nbsp; c ', 'a b c'],
    ['decodes entities by name and number', 'Caf&eacute; &amp; bar &#8212; &#x1F600;', 'Café & bar — 😀'],
    ['leaves what is no entity', 'AT&T &nosuch; & &;', 'AT&T &nosuch; & &;'],
    ['does not decode twice', '&amp;lt;b&amp;gt;', '&lt;b&gt;'],
    ['shows escaped markup as text', '&lt;script&gt;', '<script>'],
    ['leaves out scripts, styles and their kin', 'a<script>alert("</p>")</script>b<style>p{}</style>c', 'abc'],
    ['ends at a script that never closes', 'a<script>b', 'a'],
    ['leaves out comments', 'a<!-- <b>no</b> -->b<!--', 'ab'],
    ['keeps a lone less-than', '1 < 2 and 3<4', '1 < 2 and 3<4'],
    ['takes a tag that never closes as the rest', 'a<b', 'a'],
    ['replaces numbers that are no characters', 'a&#0;b&#xD800;c&#x110000;d', 'a b c d'],
    [
      'leaves out the number of a footnote',
      'winters<sup id="r1"><a href="#fn:1" class="x">1</a></sup>. On',
      'winters. On',
    ],
    ['and its bracketed kin', 'winters<sup>[12]</sup>, then<SUP>†</SUP >.', 'winters, then.'],
    [
      'keeps powers, ordinals and marks of the trade',
      '10<sup>6</sup> m<sup>2</sup>, 21<sup>st</sup>, X<sup>TM</sup>',
      '106 m2, 21st, XTM',
    ],
    ['keeps a sup that links elsewhere', 'a<sup><a href="/b">more of this</a></sup>', 'amore of this'],
    ['keeps what an open sup begins', 'a<sup>1 and on', 'a1 and on'],
    ['is empty for nothing', '', ''],
  ];
  for (const [name, html, text] of cases) test(name, () => assert.equal(plainText(html), text));

  test('stops early where little is wanted', () => {
    const text = plainText(`<p>${'word '.repeat(100_000)}</p>`, 50);
    assert.ok(text.length >= 45 && text.length < 5000, String(text.length));
  });

  for (const [name, piece] of [
    ['raw less-thans', '<'],
    ['unclosed tags', '<a '],
    ['unclosed comments', '<!--'],
    ['unclosed scripts', '<script>'],
    ['closing tags of nothing', '<script></'],
    ['ampersands', '&'],
    ['long entities', '&aaaaaaaaaaaaaaaaaaaa'],
    ['blocks', '<p>'],
    ['spaces', ' '],
    ['encoded less-thans', '&lt;'],
    ['superscripts', '<sup>'],
    ['footnotes', '<sup><a href=#'],
  ] as const) {
    test(`takes time in proportion to ${name}`, () => {
      const run = (times: number): number => {
        const html = piece.repeat(times);
        const started = performance.now();
        plainText(html);
        return performance.now() - started;
      };
      run(20_000);
      const [small, large] = [Math.min(run(50_000), run(50_000)), Math.min(run(400_000), run(400_000))];
      // Eight times the size; a quadratic way takes sixty-four times as long (40 s for the first of these). A busy machine may be slow.
      assert.ok(large < Math.max(1500, 24 * small), `${small.toFixed(1)} ms, then ${large.toFixed(1)} ms`);
    });
  }

  test('never throws, and gives no more than it was given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), html => plainText(html).length <= html.length),
    );
  });
});

describe('excerpts and titles', () => {
  test('cut between words and say so', () => {
    const text = 'A morning paper, not a mail client. '.repeat(20);
    const excerpt = excerptOf(text);
    assert.ok(excerpt.length <= 280 && excerpt.endsWith('…'));
    assert.ok(text.startsWith(excerpt.slice(0, -1)));
  });

  test('leave short text alone', () => assert.equal(excerptOf('Short.'), 'Short.'));

  test('cut no character in half', () => {
    for (let length = 270; length < 290; length++) {
      assert.equal(excerptOf('x'.repeat(length) + '😀'.repeat(20)).isWellFormed(), true);
    }
  });

  test('are one line; a title is text already and keeps its angle brackets', () => {
    assert.equal(titleOf(' Use\n<b>\u0000 in  HTML '), 'Use <b> in HTML');
    assert.equal(titleOf(undefined), '');
    assert.ok(titleOf('word '.repeat(1000)).length <= 500);
  });
});

describe('words', () => {
  test('are counted at white space', () => assert.equal(countWords('  one two\nthree\u00a0four '), 4));
  test('are two characters where a script has no spaces', () => assert.equal(countWords('東京は今日も雨'), 4));
  test('mix', () => assert.equal(countWords('Sony 東京 Tokyo'), 3));
  test('of nothing are none', () => assert.equal(countWords(' '), 0));
});

describe('text as markup', () => {
  test('shows the same text, escaped, in paragraphs', () => {
    assert.equal(textToHtml('a < b\nc\n\n"d" & e'), '<p>a &lt; b<br>c</p><p>&quot;d&quot; &amp; e</p>');
  });
  test('comes back as the same words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), text => {
        assert.equal(plainText(textToHtml(text)), text.replace(/\s+/g, ' ').trim());
      }),
    );
  });
  test('escapes everything that markup reads', () => assert.equal(escapeText('<&">'), '&lt;&amp;&quot;&gt;'));
});
