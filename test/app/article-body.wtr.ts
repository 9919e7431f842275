import { assert } from '@open-wc/testing';
import { type ReadableBody, prepareBody, readableBody } from '../../src/app/article-body.ts';
import type { ArticleId, Body } from '../../src/core/model.ts';
import { en } from '../../src/core/strings/en.ts';
import { articleRowOf, picture } from '../support/front.ts';

const { headline } = articleRowOf('a', { title: 'A title', headline: { url: 'https://courier.example/a' } });

function read(html: string, change: Partial<Body> = {}, article = headline): ReadableBody & { html: string } {
  const body: Body = {
    articleId: 'a' as ArticleId,
    html,
    source: 'feed',
    fetchedAt: 1,
    pictures: [],
    enclosures: [],
    categories: [],
    ...change,
  };
  const readable = readableBody(body, article, en);
  const box = document.createElement('div');
  box.append(readable.content.cloneNode(true));
  return { ...readable, html: box.innerHTML };
}

describe('a body made fit to read', () => {
  it('reads one article after another under Trusted Types', () => {
    const policy = document.createElement('meta');
    policy.httpEquiv = 'Content-Security-Policy';
    policy.content = "require-trusted-types-for 'script'; trusted-types lit-html dompurify predawn";
    document.head.append(policy);
    assert.equal(read('<p>one</p>').content.textContent, 'one');
    assert.equal(read('<p>two</p>').content.textContent, 'two');
  });

  it('is made ahead once, in the words of the time', () => {
    const body: Body = {
      articleId: 'a' as ArticleId,
      html: '<p>x</p><img src="/p.jpg" width="300" height="200">',
      source: 'feed',
      fetchedAt: 1,
      pictures: [],
      enclosures: [],
      categories: [],
    };
    const german = { ...en, article: { ...en.article, pictureMissing: 'Bild fehlt' } };
    prepareBody(body, headline, en);
    const [first, second] = [readableBody(body, headline, en), readableBody(body, headline, en)];
    assert.notEqual(first.content, second.content, 'nodes are given away once');
    assert.equal(first.content.textContent, second.content.textContent);
    prepareBody(body, headline, en);
    assert.include(readableBody(body, headline, german).content.textContent, 'Bild fehlt');
  });

  for (const [what, html] of Object.entries({
    script: '<script>alert(1)</script>',
    handler: '<p onclick="alert(1)">x</p>',
    style: '<p style="position:fixed" class="bar">x</p><style>*{display:none}</style>',
    form: '<form action="/x"><input name="q"><button>go</button></form>',
    link: '<a href="javascript:alert(1)">x</a><a href="data:text/html,x">y</a>',
    svg: '<svg><script>alert(1)</script></svg>',
    math: '<math><mtext><img src=x onerror=alert(1)></mtext></math>',
    clobber: '<img name="body"><a id="app" name="main">x</a>',
  }))
    it(`leaves nothing of a hostile ${what}`, () => {
      const { html: out } = read(html);
      assert.notMatch(out, /script|alert|style|class="bar"|<form|<input|<button|data:|id="app"|name="(?!user-content)/);
    });

  it('shows stored sizes of the pictures that the article names, with their room kept', () => {
    const known = picture('https://courier.example/p.jpg');
    const { html } = read('<p>x</p><img src="/p.jpg" srcset="https://evil.example/x 2x" alt="A boat">', {
      pictures: [known],
    });
    assert.match(html, /src="\/api\/image\?url=[^"]*&amp;w=640[^"]*"/);
    assert.match(html, /width="1600" height="1000"/);
    assert.notInclude(html, 'srcset');
  });

  it('says what a picture shows that it cannot have, and drops what counts visits', () => {
    const { html } = read(
      '<img src="https://x.example/p.jpg" alt="A boat"><img src="https://t.example/p" width="1" height="1">',
    );
    assert.equal(html, '<p><span class="no-picture">A boat</span></p>'.replace(/^<p>|<\/p>$/g, ''));
  });

  it('knows when the lead picture stands in the text', () => {
    const lead = picture('https://courier.example/p.jpg');
    const article = { ...headline, lead };
    assert.isTrue(read('<img src="https://courier.example/p.jpg">', {}, article).holdsLead);
    assert.isFalse(read('<p>words</p>', {}, article).holdsLead);
  });

  it('keeps one h1 a page, and the title once', () => {
    assert.equal(
      read('<h1>A title</h1><p>x</p><h1>Part</h1><h2>Piece</h2>').html,
      '<p>x</p><h2>Part</h2><h3>Piece</h3>',
    );
  });

  it('opens links elsewhere, and footnotes here', () => {
    const { html } = read(
      '<p><a href="/b">b</a><a href="#fn">1</a><a href="https://courier.example/a#fn">2</a><i id="fn">n</i></p>',
    );
    assert.include(html, '<a href="https://courier.example/b" target="_blank" rel="noopener noreferrer">');
    assert.equal(html.split('href="#user-content-fn"').length, 3);
    assert.include(html, 'id="user-content-fn"');
  });

  it('makes a link of a film from elsewhere', () => {
    const { content } = read('<iframe src="//www.video.example/v"></iframe>');
    const link = content.querySelector('a');
    assert.deepEqual([link?.href, link?.textContent], ['https://www.video.example/v', 'Watch at video.example']);
  });

  it('lets wide tables and code scroll by keyboard', () => {
    const { content } = read('<table><tr><td>x</td></tr></table><pre>y</pre>');
    assert.deepEqual(
      [...content.querySelectorAll('[tabindex="0"]')].map(node => node.localName),
      ['div', 'pre'],
    );
  });

  it('gives bare text its paragraphs and takes empty ones away', () => {
    assert.equal(
      read('one<br><br>two <b>bold</b>\n\nthree<p> </p>').html,
      '<p>one</p><p>two <b>bold</b></p><p>three</p>',
    );
    assert.equal(read('<div><div><p>x</p></div></div>').html, '<p>x</p>');
    assert.equal(read('').html, '');
  });

  it('begins with a large letter only what is long and begins with a letter', () => {
    const long = 'word '.repeat(200);
    assert.isTrue(read(`<p>${long}</p>`).isLong);
    assert.isFalse(read('<p>short</p>').isLong);
    assert.isFalse(read(`<p>“${long}</p>`).isLong);
  });
});
