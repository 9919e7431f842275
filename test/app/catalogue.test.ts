import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PAPERS } from '../../feeds/gateway/newsroom/papers.ts';
import { CATALOGUE, sayTopic } from '../../src/app/catalogue.ts';
import { NEWSROOM_FEEDS } from '../../src/core/sample.ts';

describe('the catalogue', () => {
  it('offers about forty feeds, each once', () => {
    assert.ok(CATALOGUE.length >= 40 && CATALOGUE.length <= 60, `${CATALOGUE.length} feeds`);
    assert.equal(new Set(CATALOGUE.map(feed => feed.url)).size, CATALOGUE.length);
    assert.equal(new Set(CATALOGUE.map(feed => feed.title)).size, CATALOGUE.length);
  });

  it('asks for nothing over plain http, and names nothing but addresses', () => {
    for (const feed of CATALOGUE) {
      assert.equal(new URL(feed.url).protocol, 'https:', feed.title);
      assert.equal(new URL(feed.siteUrl).protocol, 'https:', feed.title);
      assert.equal(new URL(feed.url).href, feed.url, 'the address is written as a browser writes it');
    }
  });

  it('keeps the feeds of a topic together and says of each what it is', () => {
    const topics = CATALOGUE.map(feed => feed.topic);
    const runs = topics.filter((topic, i) => topic !== topics[i - 1]);
    assert.equal(runs.length, new Set(topics).size);
    for (const feed of CATALOGUE) {
      assert.ok(feed.description.length >= 10 && feed.description.length <= 80, feed.title);
      assert.equal(Intl.getCanonicalLocales(feed.language)[0], feed.language);
    }
  });

  it('says its topics in German', () => {
    assert.equal(sayTopic('World', 'de'), 'Welt');
    assert.equal(sayTopic('World', 'en'), 'World');
  });

  it('names the papers of the newsroom as the newsroom does', () => {
    assert.deepEqual(
      NEWSROOM_FEEDS.map(({ path, title, description }) => ({ path, title, description })),
      PAPERS.map(paper => ({ path: paper.feedPath, title: paper.title, description: paper.tagline })),
    );
  });
});
