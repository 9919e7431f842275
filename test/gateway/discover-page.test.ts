import assert from 'node:assert/strict';
import { test } from 'node:test';
import { discoverAnswer } from '../../feeds/gateway/work-discover.ts';

const ask = (url: string, html: string) =>
  discoverAnswer(
    { kind: 'discover', url, contentType: 'text/html' } as Parameters<typeof discoverAnswer>[0],
    new TextEncoder().encode(html),
  );

test('a page that names no feed but betrays one: the channel of a YouTube handle', async () => {
  const id = `UC${'a'.repeat(22)}`;
  const answer = await ask(
    'https://www.youtube.com/@harbour',
    `<!doctype html><script>{"externalId":"${id}"}</script>`,
  );
  assert.deepEqual(answer, {
    kind: 'discovered',
    feeds: [{ url: `https://www.youtube.com/feeds/videos.xml?channel_id=${id}` }],
  });
});

test('what a page names goes before what it betrays', async () => {
  const answer = await ask(
    'https://www.youtube.com/@harbour',
    `<!doctype html><link rel="alternate" type="application/rss+xml" href="/named.xml"><script>{"externalId":"UC${'a'.repeat(22)}"}</script>`,
  );
  assert.equal(answer.kind === 'discovered' && answer.feeds[0]?.url, 'https://www.youtube.com/named.xml');
});
