// Deliveries: the score of the mornings, what was learned as picture and as words, what was spent, and a delivery that is under way.

import { assert, waitUntil } from '@open-wc/testing';
import { DAY_MS, HOUR_MS, sessionAt } from '../../src/core/local-clock.ts';
import type { WakeReport } from '../../src/core/model.ts';
import { en } from '../../src/core/strings/en.ts';
import { enTools } from '../../src/core/strings/en-tools.ts';
import { keys } from '../../src/store/keys.ts';
import type { Library } from '../../src/store/library-api.ts';
import type { PushState } from '../../src/sync/push.ts';
import { fakeLink, openReader, type FakeLink, type ReaderPage } from '../support/reader-page.ts';

const words = enTools.deliveries;
const offsetAt = (at: number): number => -new Date(at).getTimezoneOffset();
let page: ReaderPage;

const text = (selector: string): string[] =>
  [...document.querySelectorAll(selector)].map(node => node.textContent.replace(/\s+/g, ' ').trim());
const seen = (selector: string): Promise<void> =>
  waitUntil(() => document.querySelector(selector) !== null, selector, { timeout: 5_000 });

/** Read at half past eight and half past seven in the evening for twelve days; late on two mornings, one left out. */
async function seed(library: Library): Promise<void> {
  const midnight = new Date().setHours(0, 0, 0, 0);
  for (let ago = 1; ago <= 12; ago++) {
    if (ago === 6) continue;
    for (const hour of [8.5, 19.5]) {
      const start = midnight - ago * DAY_MS + hour * HOUR_MS;
      const ready = hour > 12 || (ago !== 3 && ago !== 4);
      await library.putSession({ ...sessionAt(start, start + 400_000, offsetAt), ready });
    }
  }
}

function wake(startedAt: number, more: Partial<WakeReport>): WakeReport {
  return {
    startedAt,
    endedAt: startedAt + 4000,
    reason: 'timer',
    feeds: { planned: 2, updated: 1, unchanged: 1, failed: 0 },
    newArticles: 1,
    pictures: 1,
    bytes: 100_000,
    result: 'complete',
    ...more,
  };
}

async function open(link: FakeLink, more?: (library: Library) => Promise<void>): Promise<void> {
  page = await openReader('/deliveries', {
    link,
    seed: async library => {
      await seed(library);
      await more?.(library);
    },
  });
  await seen('.deliveries .heat');
}

describe('the Deliveries screen', () => {
  afterEach(() => page.close());

  it('counts the mornings of thirty days: ready, late, not read', async () => {
    await open(fakeLink('granted'));
    assert.include(text('.card strong'), 'Ready on 9 of 11 mornings');
    const score = document.querySelector('.score');
    assert.equal(score?.getAttribute('aria-label'), words.morningsLabel(9, 2, 19));
    assert.deepEqual(
      ['ready', 'late', 'none'].map(kind => score?.querySelectorAll(`.${kind}`).length),
      [9, 2, 19],
    );
  });

  it('draws what was learned, and says the same in a sentence and a table', async () => {
    await open(fakeLink('granted'));
    const heat = document.querySelector('.heat');
    assert.equal(heat?.querySelectorAll('i').length, 7 * 24);
    const said = heat?.getAttribute('aria-label')?.replaceAll('\u2060', '') ?? '';
    assert.match(said, /^On work days mostly about 08–09 and 19–20\. At weekends mostly about 08–09 and 19–20\.$/);
    const monday = [...(heat?.querySelectorAll('i') ?? [])].slice(0, 24).map(cell => Number(cell.dataset['heat']));
    assert.deepEqual([monday[3], Math.max(...monday) >= 4, monday.indexOf(Math.max(...monday))], [0, true, 8]);
    assert.equal(text('.as-words tbody tr').length, 7);
    assert.match(
      text('.as-words tbody tr')[0]?.replaceAll('\u2060', '') ?? '',
      /^Monday 08–09 \(\d+%\), 19–20 \(\d+%\)$/,
    );
    await assert.isAccessible(document.querySelector('.deliveries') ?? document.body);
  });

  it('holds what was metered against the budget, all wakes of the day counted', async () => {
    const midnight = new Date().setHours(0, 0, 0, 0);
    // More than are shown.
    await open(fakeLink('granted'), async library => {
      for (let at = 0; at < 40; at++) await library.putWake(wake(midnight + at, { metered: at % 2 === 0 }));
    });
    assert.include(text('.card strong'), '2 MB of 15 MB metered');
    assert.include(text('.card small').join(), '4 MB in all today · 2 MB of it over wifi');
    assert.equal(text('.wake').length, 30);
  });

  it('shows a delivery under way, and stops it', async () => {
    let cancelled = 0;
    const link = { ...fakeLink('granted'), cancelWake: () => void cancelled++ };
    await open(link);
    assert.deepEqual(text('.running'), []);
    const report = wake(Date.now(), { result: 'running' });
    link.tell({ kind: 'wake-progress', report, done: 3, total: 7 });
    await seen('.running');
    assert.include(text('.running')[0], '3 of 7 feeds');
    assert.equal(document.querySelector<HTMLProgressElement>('.running progress')?.value, 3);
    await assert.isAccessible(document.querySelector('.running') ?? document.body);
    page.named(words.stop).click();
    await waitUntil(() => text('.running')[0]?.includes(words.stopping), 'it says that it stops');
    assert.equal(cancelled, 1);
    link.tell({ kind: 'wake-ended', report: { ...report, result: 'cancelled', why: 'cancelled' } });
    await waitUntil(() => document.querySelector('.running') === null, 'it is over');
  });

  it('says of none that it fetched before it has', async () => {
    await open(fakeLink('granted'), library =>
      library.putWake(wake(Date.now(), { reason: 'visible', result: 'running', newArticles: 0, bytes: 0 })),
    );
    const line = (): string => text('.wake')[0] ?? '';
    assert.include(line(), words.onItsWay);
    assert.notInclude(line(), en.deliveries.title_.visible);
    const [running] = await page.library.wakes(1);
    await page.library.putWake({ ...running!, result: 'complete' });
    await waitUntil(() => line().includes(en.deliveries.title_.visible), 'it is here');
  });

  it('promises the next push where no timer is granted', async () => {
    const push: PushState = {
      id: 'x',
      jobs: [{ at: Date.now() + 3 * HOUR_MS, ttlSeconds: 600, urgency: 'high' }],
      uploadedAt: Date.now(),
    };
    await open(fakeLink('unsupported'), library => library.backend.write({ puts: [[keys.meta('push'), push]] }));
    assert.include(text('.next.card')[0], words.nextPush);
    assert.notInclude(text('.next.card')[0], 'does not deliver in the background');
  });
});
