// What Deliveries says of times to come: what was learned or asked for, and nothing that was merely supposed.

import { assert, waitUntil } from '@open-wc/testing';
import { sessionAt } from '../../src/core/local-clock.ts';
import { sayTime } from '../../src/core/say.ts';
import { enTools } from '../../src/core/strings/en-tools.ts';
import type { Timers } from '../../src/core/timers.ts';
import { keys } from '../../src/store/keys.ts';
import type { Library } from '../../src/store/library-api.ts';
import type { PushState } from '../../src/sync/push.ts';
import { TAGS } from '../../src/sync/messages.ts';
import { speechOf } from '../../src/app/app.ts';
import { fakeLink, openReader, type ReaderPage } from '../support/reader-page.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const words = enTools.ahead;
const now = Date.now();
let page: ReaderPage;

const text = (selector: string) =>
  [...document.querySelectorAll(selector)].map(node => node.textContent.replace(/\s+/g, ' ').trim());
const seen = (selector: string) => waitUntil(() => document.querySelector(selector) !== null, selector);

/** Read at that hour from now on so many days; timers due in two and fourteen hours, a push in three. */
async function seed(library: Library, days: number): Promise<void> {
  // About midnight a reading may be expected on either day.
  const ahead = new Date(now + 4 * HOUR).getHours() % 21 < 3 ? 9 * HOUR : 4 * HOUR;
  for (let ago = 1; ago <= days; ago++) {
    const start = now + ahead - ago * DAY;
    await library.putSession(sessionAt(start, start + 400_000, at => -new Date(at).getTimezoneOffset()));
  }
  const timers: Timers = {
    restartedAt: now - DAY,
    timers: [
      { tag: TAGS.morningA, dueAt: now + 2 * HOUR },
      { tag: TAGS.morningB, dueAt: now + 14 * HOUR },
    ],
  };
  const push: PushState = {
    id: 'x',
    jobs: [{ at: now + 3 * HOUR, ttlSeconds: 600, urgency: 'high' }],
    uploadedAt: now,
  };
  await library.backend.write({
    puts: [
      [keys.meta('steering'), timers],
      [keys.meta('push'), push],
    ],
  });
}

describe('deliveries to come', () => {
  afterEach(() => page.close());

  it('are told once reading times are known', async () => {
    page = await openReader('/deliveries', { link: fakeLink('granted'), seed: library => seed(library, 20) });
    await seen('.wakes-ahead');
    const speech = speechOf(page.reader.app.state);
    assert.equal(text('.readings li').length, 1);
    const wakes = text('.wakes-ahead li');
    assert.equal(wakes.length, 4);
    assert.include(wakes[0], sayTime(now + 2 * HOUR, speech));
    assert.include(wakes[0], words.by.browser);
    assert.include(wakes[1], words.by.push);
    assert.include(text('.next.card')[0], sayTime(now + 2 * HOUR, speech));
    assert.deepEqual(text('.better'), []);
    await assert.isAccessible(document.querySelector('.ahead') ?? document.body);
  });

  it('promise no time to a reader who is not known yet', async () => {
    page = await openReader('/deliveries', { link: fakeLink('granted'), seed: library => seed(library, 2) });
    await seen('.wakes-ahead');
    assert.deepEqual(text('.readings li'), []);
    assert.include(text('.ahead')[0], words.unknown);
    assert.include(text('.next.card')[0], 'Background delivery is on.');
  });

  it('say of no browser that it wakes Predawn and that no wake is expected', async () => {
    for (const state of ['granted', 'denied'] as const) {
      page = await openReader('/deliveries', { link: fakeLink(state) });
      await seen('.better');
      assert.equal(text('.ahead')[0]?.includes(words.noWakes), state === 'denied');
      if (state === 'granted') page.close();
    }
  });

  it('count no timers that the browser does not grant, and say what would help', async () => {
    page = await openReader('/deliveries', { link: fakeLink('denied'), seed: library => seed(library, 20) });
    await seen('.better');
    assert.deepEqual(
      text('.wakes-ahead li').map(line => line.includes(words.by.push)),
      [true],
    );
    assert.include(text('.better')[0], words.install);
  });
});

describe('deliveries, before the worker has said what it is granted', () => {
  afterEach(() => page.close());

  it('say what the browser will do, at once, and do not move when the worker agrees', async () => {
    let agree: (state: 'unsupported') => void = () => undefined;
    const link = { ...fakeLink('unsupported'), periodic: () => new Promise<'unsupported'>(done => (agree = done)) };
    page = await openReader('/deliveries', { link });
    await seen('.card.next b');
    const card = document.querySelector('.card.next');
    const before = [card?.textContent, card?.getBoundingClientRect().height];
    agree('unsupported');
    // No frame: a page behind others has none.
    await new Promise(done => setTimeout(done));
    assert.deepEqual([card?.textContent, card?.getBoundingClientRect().height], before);
  });
});
