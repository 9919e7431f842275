import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_FEED_SETTINGS } from '../../src/core/model.ts';
import type { EditionNews } from '../../src/sync/wake.ts';
import { wake } from '../../src/sync/wake.ts';
import { clockAt, feed, HEAD, item, json, memoryLibrary, ndjson, updated, wakeDeps } from './support.ts';

const DAY_MS = 86_400_000;
const teaser = { summary: 'Only the first words …', content_html: '<p>Only the first words …</p>' };
const whole = { ...DEFAULT_FEED_SETTINGS, fullText: true };

/** A gateway with an edition, and pages that are `pages`. */
function gateway(lines: unknown[], pages: (url: string) => Response) {
  const asked: string[] = [];
  return {
    asked,
    fetch: async (input: string) => {
      const url = new URL(input);
      if (!url.pathname.startsWith('/api/article')) return ndjson(lines);
      const page = url.searchParams.get('url') ?? '';
      asked.push(page);
      return pages(page);
    },
  };
}

const page = (url: string): Response =>
  json({ url, title: 'T', html: `<p>The whole text of ${url}.</p>`, wordCount: 400, _predawn: { pictures: [] } });

test('whole texts come with the edition for the feeds that are asked so, and for no other', async () => {
  const library = await memoryLibrary();
  await library.putFeed(feed('one', { settings: whole }));
  await library.putFeed(feed('two'));
  const site = gateway([updated('one', [item('a', teaser)]), updated('two', [item('b', teaser)])], page);

  await wake('refresh', wakeDeps(library, site.fetch));

  assert.deepEqual(site.asked, ['https://site.test/a']);
  const rows = (await library.list({ kind: 'all' })).rows.map(({ headline }) => [headline.title, headline.text]);
  assert.deepEqual(Object.fromEntries(rows), { 'Title of a': 'full', 'Title of b': 'summary' });
});

test('a page that has nothing to give is left alone for two days', async () => {
  const library = await memoryLibrary();
  const clock = clockAt();
  await library.putFeed(feed('one', { settings: whole }));
  const site = gateway([updated('one', [item('a', teaser)])], () => json({ code: 'not-a-page', status: 422 }, 422));
  const run = () => wake('refresh', wakeDeps(library, site.fetch, { now: clock.now }));

  await run();
  clock.pass(DAY_MS / 2);
  await run();
  assert.equal(site.asked.length, 1);
  clock.pass(2 * DAY_MS);
  await run();
  assert.equal(site.asked.length, 2);
  assert.equal((await library.list({ kind: 'all' })).rows[0]?.headline.text, 'summary');
});

test('a gateway that fails costs a few tries, not the paper', async () => {
  const library = await memoryLibrary();
  await library.putFeed(feed('one', { settings: whole }));
  const items = Array.from({ length: 30 }, (_, at) => item(`i${String(at)}`, teaser));
  const site = gateway([updated('one', items)], () => json({ code: 'server-failed' }, 503));

  const report = await wake('refresh', wakeDeps(library, site.fetch));

  assert.equal(report.newArticles, 30);
  assert.ok(site.asked.length <= 6, String(site.asked.length));
  assert.equal((await library.edition())?.articleIds.length, 30);
});

test('a feed that is not waited for is left out of the notification', async () => {
  const library = await memoryLibrary();
  await library.putSettings({ notifications: true, readingTimes: [430] });
  const quiet = { ...DEFAULT_FEED_SETTINGS, notify: false };
  await library.putFeed(feed('one', { settings: quiet }));
  const told: EditionNews[] = [];
  const notify = async (news: EditionNews): Promise<void> => void told.push(news);
  const run = (lines: unknown[]) =>
    wake(
      'periodicsync',
      wakeDeps(library, async () => ndjson(lines), { notify, now: clockAt().now }),
    );

  await run([updated('one', [item('a')])]);
  assert.equal(told.length, 0);

  const other = await memoryLibrary();
  await other.putSettings({ notifications: true, readingTimes: [430] });
  await other.putFeed(feed('one', { settings: quiet }));
  await other.putFeed(feed('two'));
  const lines = [updated('one', [item('a')]), updated('two', [item('b')])];
  await wake(
    'periodicsync',
    wakeDeps(other, async () => ndjson(lines), { notify }),
  );
  assert.deepEqual(
    told.map(({ newArticles }) => newArticles),
    [1],
  );
});

test('a feed that has moved says since when', async () => {
  const library = await memoryLibrary();
  const { now } = clockAt();
  const one = feed('one');
  await library.putFeed({ ...one, checkedAt: now() - DAY_MS });
  const moved = { kind: 'updated', feed: HEAD, items: [], movedTo: 'https://new.test/feed' } as const;
  await library.ingest(one.id, moved, now());
  const { url, movedAt } = (await library.feed(one.id)) ?? {};
  assert.deepEqual([url, movedAt], ['https://new.test/feed', now()]);
});
