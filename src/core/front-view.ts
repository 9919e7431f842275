// Today as markup: the paper itself, and what stands there when there is none.

import type { FrontPage, FrontSection } from './front-page.ts';
import { type Markup, h, icon } from './markup.ts';
import type { ArticleRow, Edition } from './model.ts';
import { type RowContext, articleRow, classes, metaLine, pictureBox, titleLink } from './row-view.ts';
import { type Speech, localHour, sayDay, sayTime } from './say.ts';
import type { Strings } from './strings/en.ts';

/** What Today shows. */
export type TodayState =
  /** The store has not answered yet. */
  | { readonly kind: 'loading' }
  | { readonly kind: 'no-feeds' }
  /** Feeds, and no story yet. */
  | { readonly kind: 'pending'; readonly feeds: number }
  /** Feeds that have nothing to say. */
  | { readonly kind: 'quiet' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'paper'; readonly front: FrontPage };

/** What is going on around it, which the printed page never shows. */
export interface TodayLive {
  readonly online: boolean;
  readonly delivering?: { readonly done: number; readonly total: number };
  /** Stories of a newer edition that waits until the person wants it. */
  readonly fresh?: number;
}

export interface TodayContext extends RowContext {
  readonly live?: TodayLive;
}

export function todayView(state: TodayState, context: TodayContext): readonly Markup[] {
  switch (state.kind) {
    case 'paper':
      return paper(state.front, context);
    case 'loading':
      return [masthead(undefined, context), skeleton()];
    case 'no-feeds':
      return [
        masthead(undefined, context),
        emptyPage(context.strings.empty.noFeeds, context.strings.empty.noFeedsHint, 'night', [
          { label: context.strings.empty.explore, href: '/welcome' },
        ]),
      ];
    case 'pending': {
      const { pending, pendingHint, pendingOffline } = context.strings.empty;
      const hint = context.live?.online === false ? pendingOffline : pendingHint(state.feeds);
      return [masthead(undefined, context), emptyPage(pending, hint, 'dawn', [])];
    }
    case 'quiet':
      return [
        masthead(undefined, context),
        emptyPage(context.strings.empty.quiet, context.strings.empty.quietHint, 'day', [
          { label: context.strings.nav.all, href: '/all' },
        ]),
      ];
    case 'failed':
      return [masthead(undefined, context), emptyPage(context.strings.list.failed, state.message, 'night', [])];
  }
}

export function editionName(edition: Edition, strings: Strings, speech: Speech): string {
  if (edition.name !== undefined) return strings.edition.named(edition.name);
  const hour = localHour(edition.startedAt, speech);
  if (hour < 5 || hour >= 22) return strings.edition.night;
  return hour < 11
    ? strings.edition.morning
    : hour < 14
      ? strings.edition.midday
      : hour < 18
        ? strings.edition.afternoon
        : strings.edition.evening;
}

function paper(front: FrontPage, context: TodayContext): readonly Markup[] {
  const { strings } = context;
  return [
    masthead(front, context),
    context.live?.fresh !== undefined &&
      h(
        'div',
        { class: 'newer' },
        h(
          'button',
          { type: 'button', class: 'button', 'data-act': 'fresh' },
          strings.edition.fresh(context.live.fresh),
        ),
      ),
    h(
      'section',
      { class: classes('lead', `of-${String(front.leads.length)}`), 'aria-label': strings.edition.leads },
      front.leads.map((row, at) => story(row, at === 0, context)),
    ),
    front.sections.length > 0 &&
      h(
        'div',
        { class: 'lists' },
        front.sections.map(section => sectionView(section, context)),
      ),
    front.earlier && earlierView(front.earlier, context),
    endOfPaper(front, context),
  ].filter(part => part !== false && part !== undefined);
}

function masthead(front: FrontPage | undefined, context: TodayContext): Markup {
  const { strings, speech, now } = context;
  const title = front ? editionName(front.edition, strings, speech) : strings.nav.today;
  return h(
    'header',
    { class: 'masthead' },
    h(
      'div',
      { class: 'masthead-words' },
      h('time', { datetime: new Date(now).toISOString() }, sayDay(now, speech)),
      h('h1', {}, title),
      statusLine(front, context),
    ),
    h(
      'div',
      { class: 'masthead-acts' },
      h(
        'button',
        { type: 'button', class: 'quiet round', 'data-act': 'refresh', 'aria-label': strings.actions.refresh },
        icon('refresh'),
      ),
      h(
        'button',
        { type: 'button', class: 'quiet round add', 'data-act': 'add', 'aria-label': strings.actions.addFeed },
        icon('plus'),
      ),
    ),
  );
}

function statusLine(front: FrontPage | undefined, context: TodayContext): Markup {
  const { strings, speech, live } = context;
  const { delivering } = live ?? {};
  const parts: (Markup | false | undefined)[] = [
    delivering && h('span', { class: 'delivering' }, strings.edition.delivering(delivering.done, delivering.total)),
    front?.edition.complete === true &&
      !delivering &&
      h('span', { class: 'ready' }, icon('tick'), strings.edition.complete),
    front?.edition.complete === false &&
      !delivering &&
      h('span', { class: 'arriving' }, h('span', { class: 'dot away' }), strings.edition.partial),
    front && h('span', {}, strings.edition.summary(front.edition.articleIds.length, front.edition.feedCount)),
    front && h('span', {}, strings.edition.printed(sayTime(front.edition.printedAt, speech))),
    front?.edition.complete === true && h('span', {}, strings.edition.noNetworkNeeded),
    live?.online === false && h('span', { class: 'offline' }, strings.edition.offline),
    front !== undefined &&
      front.counts.waiting > 0 &&
      h('a', { class: 'waiting', href: '/outbox' }, strings.edition.waiting(front.counts.waiting)),
  ];
  return h(
    'div',
    { class: 'status' },
    ...parts,
    delivering && h('progress', { max: delivering.total, value: delivering.done, 'aria-hidden': 'true' }),
  );
}

function story(row: ArticleRow, first: boolean, context: TodayContext): Markup {
  const { headline, status } = row;
  const picture = pictureBox(row, context, { isFirst: first });
  return h(
    'article',
    { class: classes('story', !first && 'small', status.read && 'read', !picture && 'plain'), 'data-key': headline.id },
    picture,
    titleLink(row, 'h2', context),
    headline.excerpt !== '' && (first || !picture) && h('p', { dir: headline.direction ?? 'auto' }, headline.excerpt),
    metaLine(row, context),
  );
}

function sectionView(section: FrontSection, context: TodayContext): Markup {
  return h(
    'section',
    { class: 'section', 'data-key': section.href },
    h(
      'h2',
      {},
      h('span', { dir: 'auto' }, section.title),
      h('a', { href: section.href }, context.strings.edition.stories(section.total)),
    ),
    section.rows.map(row => articleRow(row, context)),
  );
}

function earlierView(earlier: NonNullable<FrontPage['earlier']>, context: TodayContext): Markup {
  const { strings } = context;
  return h(
    'section',
    { class: 'section earlier' },
    h(
      'h2',
      {},
      h('span', {}, strings.edition.earlier),
      h('a', { href: '/unread' }, strings.edition.earlierAll(earlier.total)),
    ),
    h(
      'div',
      { class: 'columns' },
      earlier.rows.map(row => articleRow(row, context)),
    ),
  );
}

function endOfPaper(front: FrontPage, context: TodayContext): Markup {
  const { strings, speech } = context;
  const { nextAt } = front.edition;
  const next =
    nextAt !== undefined && nextAt > context.now ? strings.edition.next(sayTime(nextAt, speech)) : strings.edition.end;
  return h('footer', { class: 'end' }, h('i', {}), h('strong', {}, strings.edition.upToDate), h('span', {}, next));
}

function emptyPage(
  title: string,
  hint: string,
  art: string,
  links: readonly { label: string; href: string }[],
): Markup {
  return h(
    'div',
    { class: 'empty' },
    h('div', { class: `art ${art}`, 'aria-hidden': 'true' }),
    h('h2', {}, title),
    h('p', {}, hint),
    links.map(link => h('a', { class: 'button', href: link.href }, link.label)),
  );
}

/** Keeps the place of the paper while the store answers: no words, no jump. */
function skeleton(): Markup {
  const line = (name: string): Markup => h('span', { class: name });
  return h(
    'div',
    { class: 'skeleton', 'aria-hidden': 'true' },
    h('div', {}, line('box'), line('title'), line('text'), line('text short')),
    h('div', {}, line('box'), line('title'), line('text short')),
  );
}
