import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDiscoverDesk } from '../../feeds/gateway/discover-desk.ts';
import { discoverAnswer } from '../../feeds/gateway/work-discover.ts';

type Options = Parameters<typeof createDiscoverDesk>[0];

/** A desk before sites made of addresses and their texts; tells what was asked for. */
function deskBefore(sites: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const fetcher = {
    get: (url: string) => {
      asked.push(url);
      const text = sites[url];
      return Promise.resolve({
        kind: 'answer',
        status: text === undefined ? 404 : 200,
        url,
        header: () => undefined,
        body: text,
      });
    },
  };
  const pool = {
    run: (request: { readonly url: string; readonly body: string }) =>
      discoverAnswer(request as never, new TextEncoder().encode(request.body)),
  };
  const desk = createDiscoverDesk({ fetcher, pool, limits: {} } as unknown as Options);
  const find = async (address: string): Promise<readonly (readonly [string, string | undefined])[]> => {
    const outcome = await desk.discover(address, new AbortController().signal);
    return outcome.kind === 'found'
      ? outcome.answer.feeds.map(feed => [feed.url, feed.title] as const)
      : [[outcome.code, undefined]];
  };
  return { find, asked };
}

const feed = (title: string): string =>
  `<rss version="2.0"><channel><title>${title}</title><item><title>x</title></item></channel></rss>`;

test('a repository gives its releases, commits and tags to choose from, by title', async () => {
  const { find } = deskBefore({
    'https://github.com/a/b/releases.atom': feed('Release notes from b'),
    'https://github.com/a/b/commits.atom': feed('Recent Commits to b:main'),
  });
  assert.deepEqual(await find('https://github.com/a/b'), [
    ['https://github.com/a/b/releases.atom', 'Release notes from b'],
    ['https://github.com/a/b/commits.atom', 'Recent Commits to b:main'],
  ]);
});

test('a page that names several gives them all, with their titles', async () => {
  const { find } = deskBefore({
    'https://site.example/':
      '<!doctype html><title>Site</title><link rel="alternate" type="application/rss+xml" title="Posts" href="/posts.xml"><link rel="alternate" type="application/rss+xml" title="Comments" href="/comments.xml">',
  });
  assert.deepEqual(await find('https://site.example/'), [
    ['https://site.example/posts.xml', 'Posts'],
    ['https://site.example/comments.xml', 'Comments'],
  ]);
});

test('a page that names none is asked at the usual places, up to the first that is there', async () => {
  const { find, asked } = deskBefore({
    'https://site.example/': '<!doctype html><p>Hello',
    'https://site.example/rss': feed('Site'),
    'https://site.example/rss.xml': feed('Site again'),
  });
  assert.deepEqual(await find('https://site.example/'), [['https://site.example/rss', 'Site']]);
  assert.ok(!asked.includes('https://site.example/rss.xml'));
});

test('where nothing is found, that is said', async () => {
  const { find } = deskBefore({ 'https://site.example/': '<!doctype html><p>Hello' });
  assert.deepEqual(await find('https://site.example/'), [['no-feed-found', undefined]]);
});
