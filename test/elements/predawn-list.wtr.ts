import { assert, nextFrame, oneEvent, waitUntil } from '@open-wc/testing';
import type { ArticleId } from '../../src/core/model.ts';
import { en } from '../../src/core/strings/en.ts';
import { type ListSource, type PredawnList } from '../../src/elements/predawn-list.ts';
import '../../src/elements/predawn-list.ts';
import { articleRowOf, MORNING } from '../support/front.ts';
import { withSheet } from '../support/sheet.ts';

/** A busy machine is slow, not wrong. */
const until: typeof waitUntil = (fact, what) => waitUntil(fact, what, { timeout: 8_000 });

interface Source extends ListSource {
  reads: number;
}

/** `total` articles, two hours apart, read in pages of 200. */
function sourceOf(total: number, change: Partial<ListSource> = {}): Source {
  const ids: ArticleId[] = [];
  const source: Source = {
    reads: 0,
    ids,
    byDay: true,
    get complete() {
      return ids.length === total;
    },
    more() {
      const end = Math.min(total, ids.length + 200);
      for (let at = ids.length; at < end; at += 1) ids.push(`a${String(at)}` as ArticleId);
      return Promise.resolve();
    },
    rows(wanted) {
      source.reads += 1;
      return Promise.resolve(wanted.map(id => articleRowOf(id, { minutesAgo: Number(id.slice(1)) * 120 })));
    },
    ...change,
  };
  return source;
}

async function listOf(source: ListSource): Promise<PredawnList> {
  const list = document.createElement('predawn-list');
  list.context = {
    strings: en,
    speech: { language: 'en', timeZone: 'UTC' },
    now: MORNING,
    pictures: 'stored',
  };
  list.style.display = 'block';
  await source.more();
  list.source = source;
  document.body.append(list);
  await list.updateComplete;
  await until(() => list.querySelector('.row') !== null, 'the first rows');
  return list;
}

/** What is on the screen has been measured: for some frames nothing has moved. */
async function isStill(list: PredawnList): Promise<void> {
  const looks: string[] = [];
  do {
    looks.push([list.firstVisible(), list.offsetHeight, window.scrollY].join());
    await nextFrame();
  } while (looks.length < 5 || new Set(looks.slice(-5)).size > 1);
}

const elements = (list: PredawnList): number => list.querySelectorAll('*').length;

describe('<predawn-list>', () => {
  withSheet();
  afterEach(() => {
    document.querySelectorAll('predawn-list').forEach(list => {
      list.remove();
    });
    window.scrollTo(0, 0);
  });

  it('shows rows under the days on which they were published', async () => {
    const list = await listOf(sourceOf(14));
    const days = [...list.querySelectorAll('h2')].map(day => day.textContent);
    assert.equal(days[0], 'Today');
    assert.equal(days[1], 'Yesterday');
    assert.equal(list.querySelectorAll('article h3 a').length, 14);
    await assert.isAccessible(list);
  });

  it('keeps the page small however far one scrolls', async () => {
    const source = sourceOf(20_000);
    while (!source.complete) await source.more();
    const list = await listOf(source);
    let most = 0;
    for (let step = 1; step <= 12; step += 1) {
      window.scrollTo(0, (document.documentElement.scrollHeight / 12) * step);
      await nextFrame();
      await nextFrame();
      await until(() => isFilled(list), `rows at step ${String(step)}`);
      most = Math.max(most, elements(list));
    }
    assert.isBelow(most, 2_000);
    assert.equal([...list.querySelectorAll('.row')].at(-1)?.getAttribute('data-key'), 'a19999');
  });

  it('reads on when its end comes near', async () => {
    const source = sourceOf(500);
    const list = await listOf(source);
    assert.equal(source.ids.length, 200);
    const grown = oneEvent(list, 'predawn-grown');
    window.scrollTo(0, document.documentElement.scrollHeight);
    await grown;
    assert.equal(source.ids.length, 400);
  });

  it('does not move what is on the screen when heights become known', async () => {
    const list = await listOf(sourceOf(200));
    window.scrollTo(0, 4_000);
    await until(() => isFilled(list) && list.firstVisible() !== undefined, 'rows on the screen');
    await isStill(list);
    const row = list.querySelector(`[data-key="${list.firstVisible() ?? ''}"]`);
    const before = row?.getBoundingClientRect().top ?? 0;
    await list.reload();
    await nextFrame();
    assert.isBelow(Math.abs((row?.getBoundingClientRect().top ?? 99) - before), 1);
  });

  it('brings an article far away into sight and gives it the focus', async () => {
    const source = sourceOf(2_000);
    while (!source.complete) await source.more();
    const list = await listOf(source);
    assert.equal(list.focusArticle('a1500' as ArticleId), true);
    await until(() => document.activeElement?.getAttribute('href') === '/article/a1500', 'the focus');
    const box = document.activeElement?.closest('.row')?.getBoundingClientRect();
    assert.equal(box && box.top >= -1 && box.bottom <= window.innerHeight + 1, true);
    assert.equal(list.focusArticle('nowhere' as ArticleId), false);
  });

  describe('where rows are slow to come', () => {
    /** The rows of one article's neighbourhood wait until they are let go. */
    async function slowAbout(id: string) {
      let letGo: () => void = () => undefined;
      const held = new Promise<void>(done => (letGo = done));
      let asked = false;
      const plain = sourceOf(2000);
      while (!plain.complete) await plain.more();
      const list = await listOf({
        ...plain,
        complete: true,
        async rows(wanted: readonly ArticleId[]) {
          if (wanted.includes(id as ArticleId)) {
            asked = true;
            await held;
          }
          return plain.rows(wanted);
        },
      });
      assert.equal(list.focusArticle(id as ArticleId), true);
      await until(() => asked, 'the slow rows were asked for');
      return { list, letGo };
    }
    const settle = async (): Promise<void> => {
      for (let frame = 0; frame < 5; frame += 1) await nextFrame();
    };

    it('an earlier call takes the focus from no later one', async () => {
      const { list, letGo } = await slowAbout('a1500');
      list.focusArticle('a2' as ArticleId);
      const focused = (): string | undefined =>
        document.activeElement?.closest<HTMLElement>('[data-key]')?.dataset['key'];
      await until(() => focused() === 'a2', 'the later article has the focus');
      letGo();
      await settle();
      assert.equal(focused(), 'a2');
      assert.equal(list.current, 'a2' as ArticleId);
    });

    it('nor from a person who has gone on', async () => {
      const { list, letGo } = await slowAbout('a1500');
      const field = document.createElement('input');
      document.body.append(field);
      field.focus({ preventScroll: true });
      letGo();
      await until(() => list.querySelector('[data-key="a1500"]') !== null, 'the row stands there');
      await settle();
      assert.equal(document.activeElement, field);
      field.remove();
    });
  });

  it('keeps the focus when its rows are read anew', async () => {
    const list = await listOf(sourceOf(30));
    const link = list.querySelectorAll<HTMLElement>('h3 a')[3];
    link?.focus();
    await list.reload();
    assert.equal(document.activeElement, link);
  });

  it('tells which rows were scrolled past, once each, where that is wanted', async () => {
    const list = await listOf(sourceOf(100));
    list.toggleAttribute('watch-passed', true);
    const told: string[] = [];
    list.addEventListener('predawn-passed', event => told.push(...event.ids));
    window.scrollTo(0, 600);
    await until(() => told.length > 0, 'the event');
    window.scrollTo(0, 0);
    await nextFrame();
    window.scrollTo(0, 600);
    await nextFrame();
    await nextFrame();
    assert.equal(new Set(told).size, told.length);
    assert.equal(told[0], 'a0');
  });
});

/** Every row on the screen has its words. */
function isFilled(list: PredawnList): boolean {
  return (
    [...list.querySelectorAll('.chunk')].every(chunk => chunk.childElementCount > 0) &&
    list.querySelector('.row') !== null
  );
}
