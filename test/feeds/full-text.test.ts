import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { extractArticle } from '../../feeds/gateway/full-text.ts';
import { CORPUS, hasCorpus } from './fixtures.ts';
import { similarity, words } from './similarity.ts';

const SENTENCE =
  'The lamp was lit at dusk, and the keeper wrote the hour, the wind, and the sail that passed in his book. ';
const PAGE = `<!doctype html><html lang="en_GB"><head><title>The long lamp</title>
  <meta name="author" content="Ines Okafor"><meta property="og:image" content="/lead.jpg"></head>
  <body><nav><a href="/">Home</a></nav><article><h1>The long lamp</h1>
  ${`<p>${SENTENCE.repeat(4)}</p>`.repeat(6)}<p><img src="glass.jpg" width="640" height="480" onerror="x()"> <a href="javascript:x()">bad</a></p>
  </article><footer>Copyright</footer><script>track()</script></body></html>`;

test('title, author, language, lead picture and text of a page', () => {
  const article = extractArticle(PAGE, 'https://light.example/2026/lamp');
  assert.equal(article?.title, 'The long lamp');
  assert.equal(article.byline, 'Ines Okafor');
  assert.equal(article.language, 'en-GB');
  assert.equal(article.leadImage, 'https://light.example/lead.jpg');
  assert.match(article.html, /the keeper wrote the hour/);
  assert.match(article.html, /src="https:\/\/light\.example\/2026\/glass\.jpg"/);
  assert.doesNotMatch(article.html, /onerror|javascript|<script|Copyright/);
});

test('a page may leave out the tags of html, head and body', () => {
  const text = `<h1>The long lamp</h1>${`<p>${SENTENCE.repeat(4)}</p>`.repeat(6)}<p>So it ended</p>`;
  const title = '<title>The lamp</title>';
  const pages: Readonly<Record<string, string>> = {
    'no body': `<!doctype html><html lang="en"><head>${title}</head>${text}</html>`,
    'no head': `<!doctype html><html lang="en">${title}<body>${text}</body></html>`,
    neither: `<!doctype html><html lang="en"><meta charset="utf-8">${title}${text}`,
    'no end of the head': `<html lang="en"><head>${title}<script>"<body>"</script>${text}`,
    'html only in a comment': `<!-- <html><body> -->${title}${text}`,
    'a body alone': `${title}<body class="x">${text}`,
    none: title + text,
  };
  for (const [name, page] of Object.entries(pages)) {
    const article = extractArticle(page, 'https://light.example/lamp');
    assert.equal(article?.title, 'The lamp', name);
    assert.equal(article.language, page.includes('lang=') ? 'en' : undefined, name);
    assert.match(article.html, /the keeper wrote the hour.*So it ended/s, name);
  }
});

test('a page without an article gives none', () => {
  assert.equal(extractArticle('', 'https://e.example/'), undefined);
  assert.equal(extractArticle('<html><body></body></html>', 'https://e.example/'), undefined);
});

test('a page of very many elements is refused, not read for minutes', () => {
  const started = performance.now();
  assert.equal(extractArticle(`<body>${'<p>a</p>'.repeat(100_000)}</body>`, 'https://e.example/'), undefined);
  assert.ok(performance.now() - started < 8000);
});

test('a page made to hang its reader gives its article, or none, soon', () => {
  const article = `<p>${SENTENCE.repeat(5)}</p>`.repeat(5);
  const pages: Readonly<Record<string, readonly [page: string, isRead: boolean]>> = {
    'elements 50,000 deep': ['<div>'.repeat(50_000) + article, true],
    'spans 20,000 deep': [`${article}${'<span>'.repeat(20_000)}x`, true],
    'tables 2,000 deep': ['<table><tr><td>'.repeat(2000) + article, true],
    'drawings 20,000 deep': [`${article}${'<svg>'.repeat(20_000)}`, true],
    'two million <': ['<'.repeat(2_000_000) + article, true],
    'a tag of a megabyte': [`<div ${'a="b" '.repeat(170_000)}>${article}</div>`, true],
    'a class of two megabytes': [`<div class="${'comment '.repeat(300_000)}">${article}</div>`, true],
    'comments without end': ['<!-- '.repeat(200_000) + article, false],
    'scripts without end': ['<script>'.repeat(50_000) + article, false],
  };
  for (const [name, [page, isRead]] of Object.entries(pages)) {
    const started = performance.now();
    const found = extractArticle(`<!doctype html><html><body>${page}</body></html>`, 'https://e.example/');
    if (isRead) assert.match(found?.html ?? '', /the keeper wrote the hour/, name);
    // A second is the bar; the machine of a test may be busy.
    assert.ok(performance.now() - started < 8000, name);
  }
});

test('what lies too deep keeps its text', () => {
  const found = extractArticle(
    `<html><body><article>${'<div>'.repeat(300)}<p>${SENTENCE.repeat(9)}<b>deep</b></p>${'</div>'.repeat(300)}<p>${SENTENCE.repeat(9)}after</p></article></body></html>`,
    'https://e.example/',
  );
  assert.match(found?.html ?? '', /deep/);
  assert.match(found?.html ?? '', /after/);
});

test('the articles of the corpus are read as expected', t => {
  if (!hasCorpus) {
    t.skip('corpus not present');
    return;
  }
  const folder = join(CORPUS, 'readability/mozilla+readability');
  const likeness = readdirSync(folder).map(name => {
    const article = extractArticle(
      readFileSync(join(folder, name, 'source.html'), 'utf8'),
      'http://fakehost/test/page.html',
    );
    const expected = readFileSync(join(folder, name, 'expected.html'), 'utf8');
    return similarity(words(article?.html ?? ''), words(expected));
  });
  const mean = likeness.reduce((sum, one) => sum + one, 0) / likeness.length;
  assert.ok(mean >= 0.97, String(mean));
});
