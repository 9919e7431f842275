import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parseHTML } from 'linkedom';
import { sanitiseHtml } from '../../feeds/gateway/sanitise.ts';
import { parse } from '../../feeds/parse.ts';
import { dangers } from './dangers.ts';
import { bytesOf, CORPUS, corpusEntries, hasCorpus } from './fixtures.ts';

const BASE = 'https://e.example/a/';
const clean = (html: string): string => sanitiseHtml(html, BASE);

describe('what is dangerous goes', () => {
  for (const html of [
    '<script>alert(1)</script>',
    '<p onclick="alert(1)">x</p>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="&#106;ava\tscript:alert(1)">x</a>',
    '<a href="data:text/html,<script>1</script>">x</a>',
    '<img src="javascript:alert(1)" onerror="alert(1)">',
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    '<math><mtext><script>1</script></mtext></math>',
    '<iframe srcdoc="<script>1</script>"></iframe>',
    '<object data="javascript:alert(1)"></object>',
    '<form action="javascript:alert(1)"><button formaction="javascript:alert(1)">x</button></form>',
    '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
    '<style>body{background:url(javascript:alert(1))}</style>',
    '<p style="background:url(javascript:1)">x</p>',
    '<template><script>1</script></template>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    '<base href="javascript:alert(1)//"><a href="x">y</a>',
    '<<script>alert(1)</script>',
    '<img src=x onerror=alert(1)//',
  ]) {
    test(html, () => {
      assert.deepEqual(dangersIn(clean(html)), []);
    });
  }
});

test('links open safely', () => {
  assert.equal(
    clean('<a href="b" target="_self" onclick="x()">y</a>'),
    '<a href="https://e.example/a/b" rel="noopener noreferrer" referrerpolicy="no-referrer">y</a>',
  );
  assert.match(clean('<a href="mailto:ada@e.example">m</a>'), /href="mailto:ada@e\.example"/);
});

test('pictures are lazy and sized, trackers go', () => {
  const html = clean('<img src="p.png" width="30px" height="20"><img src="t.gif" width="1" height="1">');
  assert.match(html, /^<img [^>]*>$/);
  assert.match(html, /src="https:\/\/e\.example\/a\/p\.png"/);
  assert.match(html, /loading="lazy"/);
  assert.match(html, /width="30" height="20"/);
});

test('a player becomes its picture and a link', () => {
  const html = clean('<iframe width="560" src="//www.youtube-nocookie.com/embed/abcdefghijk?rel=0"></iframe>');
  assert.match(html, /<a href="https:\/\/www\.youtube\.com\/watch\?v=abcdefghijk"/);
  assert.match(html, /<img src="https:\/\/i\.ytimg\.com\/vi\/abcdefghijk\/hqdefault\.jpg"/);
  assert.doesNotMatch(html, /iframe/);
});

test('nothing plays by itself', () => {
  assert.doesNotMatch(clean('<video src="v.mp4" autoplay loop></video>'), /autoplay/);
});

test('nothing dangerous is left of any feed of the corpus', async t => {
  if (!hasCorpus) {
    t.skip('corpus not present');
    return;
  }
  let seen = 0;
  for (const { path, kind } of corpusEntries()) {
    if (!path.startsWith('feeds/') || !(kind === 'asserted-sanitize' || kind === 'real')) continue;
    const feed = await parse(bytesOf(join(CORPUS, path)), undefined, BASE).catch(() => undefined);
    for (const item of feed?.items ?? []) {
      seen += 1;
      const html = clean(`${item.contentHtml ?? ''}${item.summary ?? ''}`);
      assert.deepEqual(dangersIn(html), [], path);
      for (const url of [item.url, item.comments, item.image?.src]) assert.match(url ?? 'https:', /^https?:/);
    }
  }
  assert.ok(seen > 2000);
});

function dangersIn(html: string): string[] {
  return dangers(parseHTML(`<!doctype html><html><body>${html}</body></html>`).document);
}
