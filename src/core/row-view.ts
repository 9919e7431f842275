// One article as it stands in the paper or in a list: markup shared by the printed page and the elements.

import { type Markup, h, icon } from './markup.ts';
import type { ArticleRow } from './model.ts';
import { chooseSize, isLeadStored } from './picture-choice.ts';
import { type Speech, readingMinutes, sayWhen } from './say.ts';
import type { Strings } from './strings/en.ts';

/** What a row is said with. */
export interface RowContext {
  readonly strings: Strings;
  readonly speech: Speech;
  readonly now: number;
  /** A printed page shows only pictures that are on the device; a live one may fetch the others. */
  readonly pictures: 'stored' | 'any';
}

export type HeadingLevel = 'h2' | 'h3';

export function articleHref(row: ArticleRow): string {
  return `/article/${encodeURIComponent(row.headline.id)}`;
}

/** The one link of an article: its title, stretched over the whole story by the sheet. */
export function titleLink(row: ArticleRow, level: HeadingLevel, context: RowContext): Markup {
  const { headline, feed } = row;
  const language = headline.language ?? feed.language;
  return h(
    level,
    {
      lang: language !== undefined && language !== context.speech.language ? language : undefined,
      dir: headline.direction,
    },
    h(
      'a',
      { href: articleHref(row) },
      headline.title.trim() || headline.excerpt.slice(0, 80).trim() || context.strings.row.untitled,
    ),
  );
}

/** Dot, source, time, length. */
export function metaLine(row: ArticleRow, context: RowContext): Markup {
  const { strings, speech, now } = context;
  const { headline, feed, status } = row;
  const here = headline.text !== 'none';
  const minutes = headline.wordCount > 0 ? strings.row.minutes(readingMinutes(headline.wordCount)) : undefined;
  const when = h(
    'time',
    { datetime: new Date(headline.publishedAt).toISOString() },
    sayWhen(headline.publishedAt, now, speech),
  );
  const tail = [minutes, here ? undefined : strings.row.willCome].filter(part => part !== undefined);
  return h(
    'div',
    { class: 'meta' },
    h(
      'span',
      here
        ? { class: 'dot', role: 'img', 'aria-label': strings.row.onDevice }
        : { class: 'dot away', 'aria-hidden': 'true' },
    ),
    h('b', { dir: 'auto' }, feed.customTitle ?? feed.title),
    h('span', {}, when, ...tail.map(part => ` · ${part}`)),
    status.starred && mark('star', strings.row.starred),
    headline.media !== undefined &&
      mark(headline.media, headline.media === 'audio' ? strings.row.audio : strings.row.video),
  );
}

/** The lead picture in a box whose size never changes; empty where the picture is not (yet) to be had. `isFirst`: it is seen at once. */
export function pictureBox(
  row: ArticleRow,
  context: RowContext,
  { isFirst = false }: { readonly isFirst?: boolean } = {},
): Markup | undefined {
  const { lead } = row.headline;
  const size = lead && chooseSize(lead);
  if (!lead || !size) return undefined;
  const show = context.pictures === 'any' || isLeadStored(row.headline);
  return h(
    'span',
    { class: 'pic' },
    show &&
      h('img', {
        src: size.url,
        alt: '',
        width: 640,
        height: 400,
        loading: context.pictures === 'any' && !isFirst ? 'lazy' : undefined,
        decoding: 'async',
      }),
  );
}

/** A row of a section or a list. */
export function articleRow(row: ArticleRow, context: RowContext, options: { readonly excerpt?: boolean } = {}): Markup {
  const picture = pictureBox(row, context);
  return h(
    'article',
    { class: classes('row', row.status.read && 'read', !picture && 'plain'), 'data-key': row.headline.id },
    h(
      'div',
      { class: 'words' },
      titleLink(row, 'h3', context),
      options.excerpt === true &&
        row.headline.excerpt !== '' &&
        h('p', { dir: row.headline.direction ?? 'auto' }, row.headline.excerpt),
      metaLine(row, context),
    ),
    picture,
  );
}

export function classes(...names: readonly (string | false | undefined)[]): string {
  return names.filter(name => name !== false && name !== undefined).join(' ');
}

function mark(name: string, label: string): Markup {
  return h('span', { class: `mark ${name}`, role: 'img', 'aria-label': label }, icon(name));
}
