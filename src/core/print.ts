// The first screen of Today written into the shell: state in, finished HTML out. Pure, escaped, no script, no inline style.

import type { FrontPage } from './front-page.ts';
import { type TodayState, todayView } from './front-view.ts';
import { escapeAttribute, escapeText, h, serialise } from './markup.ts';
import { sayCount } from './say.ts';
import type { RowContext } from './row-view.ts';
import { type Strings, wordAt } from './strings/en.ts';
import { stringsFor } from './strings/strings-for.ts';

const FRONT = /<!--front-->[\s\S]*<!--\/front-->/;
const ROOT = /<html\b[^>]*>/;

/** Counts that stand in the shell: `<span data-count="unread"></span>`. */
const COUNT = /(<span\b[^>]*\bdata-count="(\w+)"[^>]*>)[^<]*(<\/span>)/g;

/** Words of the shell: `<b data-t="nav.all">All</b>`, `aria-label="Main" data-t-label="nav.label"`. */
const WORD = /(<(\w+)\b[^>]*\bdata-t="([\w.]+)"[^>]*>)[^<]*(<\/\2>)/g;
const LABEL = /aria-label="[^"]*"( data-t-label="([\w.]+)")/g;

/** What the printed page and the elements say it with: both start from here, so that they say the same. */
export function frontContext(
  front: FrontPage,
  pictures: RowContext['pictures'] = 'stored',
  strings: Strings = stringsFor(front.settings.language),
): RowContext {
  return {
    strings,
    speech: { language: front.settings.language, timeZone: front.timeZone },
    now: front.now,
    pictures,
  };
}

/**
 * The shell with this front page in it. A shell without the marks is given back as it came. `pictures`: `any` where whoever reads it has a network.
 */
export function printInto(shellHtml: string, front: FrontPage, pictures: RowContext['pictures'] = 'stored'): string {
  const state: TodayState = { kind: 'paper', front };
  const today = serialise(
    h('predawn-today', { 'data-printed': front.edition.printedAt }, todayView(state, frontContext(front, pictures))),
  );
  const strings = stringsFor(front.settings.language);
  const counts: Readonly<Record<string, number>> = {
    all: front.counts.all,
    unread: front.counts.unread,
    starred: front.counts.starred,
    saved: front.counts.saved,
    today: front.edition.articleIds.length,
  };
  // Replacement by function: `$&` in a headline is text.
  return shellHtml
    .replace(FRONT, () => `<!--front-->${today}<!--/front-->`)
    .replace(ROOT, () => rootTag(front))
    .replace(
      WORD,
      (_all, open: string, _tag, path: string, close: string) => `${open}${escapeText(wordAt(strings, path))}${close}`,
    )
    .replace(
      LABEL,
      (_all, mark: string, path: string) => `aria-label="${escapeAttribute(wordAt(strings, path))}"${mark}`,
    )
    .replace(COUNT, (_all, open: string, name: string, close: string) => `${open}${sayCount(counts[name])}${close}`);
}

function rootTag(front: FrontPage): string {
  const { settings } = front;
  const strings = stringsFor(settings.language);
  return `<html lang="${escapeAttribute(settings.language)}" dir="${strings.direction}" data-theme="${escapeAttribute(settings.theme)}" data-density="${escapeAttribute(settings.density)}">`;
}
