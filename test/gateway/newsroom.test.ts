import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import sharp from 'sharp';
import { createNewsroom } from '../../feeds/gateway/newsroom/newsroom.ts';
import { PAPERS } from '../../feeds/gateway/newsroom/papers.ts';
import { publishedBy } from '../../feeds/gateway/newsroom/schedule.ts';
import { parseStory, readStories } from '../../feeds/gateway/newsroom/story.ts';
import { parse } from '../../feeds/parse.ts';

const ORIGIN = 'http://localhost:8787';
const MORNING = Date.parse('2026-11-23T07:00:00Z');
const DAY_MS = 86_400_000;

const ask = (path: string, init: RequestInit = {}, now = MORNING): Promise<Response> =>
  createNewsroom({ now: () => now }).fetch(new Request(`${ORIGIN}${path}`, init));
const readFeed = async (paper: (typeof PAPERS)[number], now = MORNING) =>
  parse(
    new Uint8Array(await (await ask(paper.feedPath, {}, now)).arrayBuffer()),
    paper.contentType,
    `${ORIGIN}${paper.feedPath}`,
  );

describe('the stock', () => {
  const stories = PAPERS.flatMap(paper => readStories(paper.id));

  it('holds at least forty stories, each with a title of its own', () => {
    assert.ok(stories.length >= 40, `${stories.length} stories`);
    assert.equal(new Set(stories.map(story => story.title)).size, stories.length);
    assert.equal(new Set(stories.map(story => story.slug)).size, stories.length);
  });

  it('is of decent length, with several paragraphs and a quotation each', () => {
    for (const story of stories) {
      const words = story.html
        .replace(/<[^>]+>/g, ' ')
        .split(/\s+/)
        .filter(Boolean).length;
      assert.ok(words >= (story.direction === 'rtl' ? 180 : 250) && words <= 600, `${story.slug} has ${words} words`);
      assert.ok(story.html.split('<p>').length > 4, `${story.slug} has few paragraphs`);
      assert.match(story.html, /<blockquote>/, story.slug);
    }
  });

  it('has a list, a table, code, a story in German and one written right to left', () => {
    const all = stories.map(story => story.html).join('');
    for (const tag of ['<ul>', '<ol>', '<table>', '<pre><code>', '<code>', '<em>']) assert.ok(all.includes(tag), tag);
    assert.ok(stories.some(story => story.language === 'de'));
    assert.ok(stories.some(story => story.language === 'ar' && story.direction === 'rtl'));
  });

  it('refuses a story whose picture nobody drew', () => {
    const text = '---\ntitle: T\nsummary: S\nby: B\nat: 05:00\ntags: A\npicture: unicorn-1\ncaption: C\n---\nText.';
    assert.throws(() => parseStory('courier', '01-t', text), /nobody drew unicorn-1/);
  });
});

describe('the mornings', () => {
  it('each bring new stories to each paper, for a year, none of them twice in one feed', () => {
    for (const paper of PAPERS) {
      const stock = readStories(paper.id);
      for (let day = 0; day < 365; day++) {
        const now = MORNING + day * DAY_MS;
        const stories = publishedBy(paper, stock, now);
        assert.ok(
          stories.some(story => story.publishedAt > now - 6 * 3_600_000),
          `${paper.id} has nothing new on day ${day}`,
        );
        assert.equal(new Set(stories.map(story => story.title)).size, stories.length, `${paper.id}, day ${day}`);
        assert.ok(stories.every(story => story.publishedAt <= now));
      }
    }
  });

  it('bring the same paper to whoever asks on the same morning', async () => {
    for (const paper of PAPERS)
      assert.equal(
        await (await ask(paper.feedPath)).text(),
        await (await ask(paper.feedPath, {}, MORNING + 1000)).text(),
      );
  });

  it('keep back a story until its hour', async () => {
    const feed = PAPERS[3];
    assert.ok(feed);
    const late = await readFeed(feed);
    const early = await readFeed(feed, Date.parse('2026-11-23T02:00:00Z'));
    const newest = late.items[0];
    assert.ok(newest?.published !== undefined && newest.published.startsWith('2026-11-23'));
    assert.ok(!early.items.some(item => item.id === newest.id));
    const page = newest.url?.slice(ORIGIN.length) ?? '';
    assert.equal((await ask(page, {}, Date.parse('2026-11-23T02:00:00Z'))).status, 404);
    assert.equal((await ask(page)).status, 200);
  });

  it('bring tides that turn four times or three a day, highs and lows by turns', () => {
    const harbour = PAPERS[1];
    assert.ok(harbour);
    const tides = publishedBy(harbour, [], MORNING);
    assert.equal(tides.length, 8);
    for (const story of tides) {
      const turns = [...story.html.matchAll(/<td>(High|Low)<\/td>/g)].map(match => match[1]);
      assert.ok(turns.length === 3 || turns.length === 4, `${turns.length} turns`);
      assert.ok(turns.every((turn, i) => turn !== turns[i + 1]));
    }
  });
});

describe('the feeds', () => {
  for (const paper of PAPERS) {
    it(`${paper.format} is read by our own parser without repairs`, async () => {
      const feed = await readFeed(paper);
      assert.equal(feed.format, paper.format);
      assert.equal(feed.title, paper.title);
      assert.equal(feed.link, `${ORIGIN}${paper.path}`);
      assert.deepEqual(feed.repairs, []);
      assert.ok(feed.items.length >= 8, `${feed.items.length} items`);
      for (const item of feed.items) {
        assert.ok(
          item.title &&
            item.url?.startsWith(`${ORIGIN}/newsroom/story/`) &&
            (item.published ?? item.updated) &&
            item.summary,
        );
        assert.equal(item.contentHtml !== undefined && item.contentHtml.length > 1000, paper.carries === 'full');
        assert.doesNotMatch(item.contentHtml ?? '', /(src|href)="\//);
      }
    });

    it(`${paper.format} answers 304 to its own validators, and 200 to others`, async () => {
      const first = await ask(paper.feedPath);
      const etag = first.headers.get('etag');
      const modified = first.headers.get('last-modified');
      assert.equal(etag !== null, paper.validators.includes('etag'));
      assert.equal(modified !== null, paper.validators.includes('last-modified'));
      const with304 = async (headers: Record<string, string>): Promise<number> =>
        (await ask(paper.feedPath, { headers })).status;
      if (etag !== null) {
        assert.equal(await with304({ 'if-none-match': etag }), 304);
        assert.equal(await with304({ 'if-none-match': `"x", W/${etag}` }), 304);
        assert.equal(await with304({ 'if-none-match': '"x"' }), 200);
      }
      if (modified !== null) {
        assert.equal(await with304({ 'if-modified-since': modified }), 304);
        assert.equal(await with304({ 'if-modified-since': 'Mon, 01 Jan 2024 00:00:00 GMT' }), 200);
        assert.equal(await with304({ 'if-none-match': '"x"', 'if-modified-since': modified }), 200);
      }
    });
  }

  it('carry enclosures whose length is true', async () => {
    const feeds = await Promise.all(
      Array.from({ length: 10 }, (_, i) => PAPERS.map(paper => readFeed(paper, MORNING + i * DAY_MS))).flat(),
    );
    const sounds = new Map(
      feeds
        .flatMap(feed => feed.items)
        .flatMap(item => item.enclosures ?? [])
        .filter(enclosure => enclosure.type === 'audio/wav')
        .map(enclosure => [enclosure.url, enclosure]),
    );
    assert.ok(sounds.size >= 3, `${sounds.size} sounds`);
    for (const { url, length } of sounds.values()) {
      const bytes = new Uint8Array(await (await ask(url.slice(ORIGIN.length))).arrayBuffer());
      assert.equal(bytes.length, length);
      assert.equal(Buffer.from(bytes.subarray(0, 4)).toString(), 'RIFF');
    }
  });
});

describe('the pages', () => {
  it('name all four feeds on the index', async () => {
    const { document } = parseHTML(await (await ask('/newsroom/')).text());
    const links = [...document.querySelectorAll('link[rel=alternate]')].map(link => link.getAttribute('href'));
    assert.deepEqual(
      links,
      PAPERS.map(paper => paper.feedPath),
    );
  });

  it('keep to a strict policy: no inline script, style or handler, and every link answers', async () => {
    const seen = new Set<string>();
    const queue = ['/newsroom/'];
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const response = await ask(path);
      assert.equal(response.status, 200, path);
      if (!response.headers.get('content-type')?.startsWith('text/html')) continue;
      assert.match(response.headers.get('content-security-policy') ?? '', /style-src 'self'/);
      const html = await response.text();
      assert.doesNotMatch(html, /<script(?![^>]* src=)|<style|\sstyle=|\son\w+=/i, path);
      const found = [...html.matchAll(/(?:href|src)="(\/newsroom\/[^"]*)"/g)].flatMap(
        match => match[1]?.split(' ') ?? [],
      );
      queue.push(...found.filter(next => !next.startsWith('/newsroom/pictures/')));
    }
    assert.ok(seen.size > 20, `${seen.size} pages`);
  });

  it('give the whole story to a reader of full text', async () => {
    const harbour = PAPERS[1];
    assert.ok(harbour);
    for (const item of (await readFeed(harbour)).items) {
      const { document } = parseHTML(await (await ask(item.url?.slice(ORIGIN.length) ?? '')).text());
      const article = new Readability(document).parse();
      assert.ok((article?.textContent?.length ?? 0) > 600, item.title);
      assert.equal(article?.title, item.title);
    }
  });

  it('turn a right-to-left story round', async () => {
    const days = Array.from({ length: 9 }, (_, i) => ask('/newsroom/courier', {}, MORNING + i * DAY_MS));
    const html = (await Promise.all((await Promise.all(days)).map(page => page.text()))).join('');
    const id = /\/newsroom\/story\/(dawn-arabic-[\d-]+)"/.exec(html)?.[1];
    assert.ok(id !== undefined);
    assert.match(
      await (await ask(`/newsroom/story/${id}`, {}, MORNING + 9 * DAY_MS)).text(),
      /<article lang="ar" dir="rtl">/,
    );
  });

  it('draw each picture at its size, and no others', async () => {
    const response = await ask('/newsroom/pictures/river-7.jpg');
    const { format, width, height } = await sharp(await response.arrayBuffer()).metadata();
    assert.deepEqual([response.headers.get('content-type'), format, width, height], ['image/jpeg', 'jpeg', 1280, 800]);
    for (const name of ['unicorn-1.jpg', 'river.jpg', 'river-7.png', 'river-1234.jpg', 'constructor-1.jpg'])
      assert.equal((await ask(`/newsroom/pictures/${name}`)).status, 404, name);
  });

  it('answer HEAD without a body, and other methods with 405', async () => {
    const head = await ask('/newsroom/courier.xml', { method: 'HEAD' });
    assert.deepEqual([head.status, await head.text()], [200, '']);
    const refused = await ask('/newsroom/courier.xml', { method: 'DELETE' });
    assert.deepEqual([refused.status, refused.headers.get('allow')], [405, 'GET, HEAD']);
  });
});

describe('the gallery', () => {
  it('serves its page under a policy of its own, built or not, and nothing else of the disk', async () => {
    const gallery = await ask('/newsroom/gallery/');
    assert.equal(gallery.status, 200);
    assert.match(gallery.headers.get('content-security-policy') ?? '', /require-trusted-types-for 'script'/);
    // What is built, its worker too, is met in test/e2e/embed-gallery.e2e.ts.
    for (const path of [
      '..%2f..%2fpackage.json',
      'predawn/..%2fpackage.json',
      'predawn/../../package.json',
      'README.md',
      'predawn/chunks/../../package.json',
    ])
      assert.equal((await ask(`/newsroom/gallery/${path}`)).status, 404, path);
  });
});
