// The first screen of Today as data: what the worker prints before dawn and what the elements show. Pure.

import type { ArticleRow, Counts, Edition, Folder, Settings } from './model.ts';

export interface FrontPage {
  readonly edition: Edition;
  /** At most three, pictures first. */
  readonly leads: readonly ArticleRow[];
  /** By folder, else by feed; only the rows that the first screen shows. */
  readonly sections: readonly FrontSection[];
  /** Unread from before this edition: the newest few, and how many there are. */
  readonly earlier?: { readonly total: number; readonly rows: readonly ArticleRow[] };
  readonly counts: Pick<Counts, 'all' | 'unread' | 'starred' | 'saved' | 'waiting'>;
  readonly settings: Pick<Settings, 'theme' | 'density' | 'language'>;
  /** IANA zone and the time of printing: dates are said as the reader reads them. */
  readonly timeZone: string;
  readonly now: number;
}

export interface FrontSection {
  readonly title: string;
  /** Route of its list, `/feed/<id>` or `/folder/<id>`. */
  readonly href: string;
  readonly total: number;
  readonly rows: readonly ArticleRow[];
}

export interface FrontPageInput {
  readonly edition: Edition;
  /** The edition's articles in its order; those that have gone since are simply not there. */
  readonly rows: readonly ArticleRow[];
  /** Unread articles in order of time, newest first; those of the edition are left out here. */
  readonly unread?: readonly ArticleRow[];
  readonly folders: readonly Folder[];
  readonly counts: FrontPage['counts'];
  readonly settings: FrontPage['settings'];
  readonly timeZone: string;
  readonly now: number;
}

/** Unread stories beyond the edition that are looked at for "earlier". */
export const EARLIER_READ = 10;
const LEADS = 3;
/** How far down the paper a story may stand and still lead it. */
const LEAD_REACH = 12;
const ROWS_A_SECTION = 5;
/** More would print a page that is slow to send and never read at a glance. */
const ROWS_IN_ALL = 30;
const EARLIER_ROWS = 4;

export function composeFrontPage(input: FrontPageInput): FrontPage {
  const { edition, rows, folders, counts, settings, timeZone, now } = input;
  const leads = chooseLeads(rows);
  const leading = new Set(leads.map(row => row.headline.id));
  const sections = intoSections(
    rows.filter(row => !leading.has(row.headline.id)),
    folders,
  );
  const earlier = earlierOf(input);
  return {
    edition,
    leads,
    sections,
    ...(earlier ? { earlier } : {}),
    counts: {
      all: counts.all,
      unread: counts.unread,
      starred: counts.starred,
      saved: counts.saved,
      waiting: counts.waiting,
    },
    settings: { theme: settings.theme, density: settings.density, language: settings.language },
    timeZone,
    now,
  };
}

/**
 * Pictures first, one a feed as far as there are enough feeds, in the order of the paper. What has been read keeps its place: a paper
 * does not rearrange itself under its reader.
 */
function chooseLeads(rows: readonly ArticleRow[]): ArticleRow[] {
  const near = rows.slice(0, LEAD_REACH);
  const ranked = [...near.filter(hasPicture), ...near.filter(row => !hasPicture(row))];
  const chosen: ArticleRow[] = [];
  const feeds = new Set<string>();
  for (const row of ranked) {
    if (chosen.length === LEADS) break;
    if (feeds.has(row.feed.id)) continue;
    feeds.add(row.feed.id);
    chosen.push(row);
  }
  for (const row of ranked) {
    if (chosen.length === LEADS) break;
    if (!chosen.includes(row)) chosen.push(row);
  }
  return chosen;
}

function intoSections(rows: readonly ArticleRow[], folders: readonly Folder[]): FrontSection[] {
  const byId = new Map(folders.map(folder => [folder.id, folder]));
  const groups = new Map<string, { title: string; order: number; rows: ArticleRow[] }>();
  for (const row of rows) {
    const folder = row.feed.folderId === undefined ? undefined : byId.get(row.feed.folderId);
    const href = folder ? `/folder/${encodeURIComponent(folder.id)}` : `/feed/${encodeURIComponent(row.feed.id)}`;
    const group = groups.get(href);
    if (group) group.rows.push(row);
    else {
      const title = folder ? folder.title : (row.feed.customTitle ?? row.feed.title);
      groups.set(href, { title, order: folder ? folder.order : Number.MAX_SAFE_INTEGER, rows: [row] });
    }
  }
  let left = ROWS_IN_ALL;
  return [...groups]
    .sort(([, a], [, b]) => a.order - b.order)
    .flatMap(([href, group]) => {
      const shown = group.rows.slice(0, Math.min(ROWS_A_SECTION, left));
      left -= shown.length;
      return shown.length === 0 ? [] : [{ title: group.title, href, total: group.rows.length, rows: shown }];
    });
}

function earlierOf({ edition, unread = [], counts }: FrontPageInput): FrontPage['earlier'] {
  const inEdition = new Set<string>(edition.articleIds);
  const rest = unread.filter(row => !inEdition.has(row.headline.id));
  if (rest.length === 0) return undefined;
  const unreadInEdition = unread.length - rest.length;
  return { total: Math.max(rest.length, counts.unread - unreadInEdition), rows: rest.slice(0, EARLIER_ROWS) };
}

function hasPicture(row: ArticleRow): boolean {
  return row.headline.lead !== undefined && row.headline.lead.sizes.length > 0;
}
