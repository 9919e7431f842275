// The first screen of Today as data: what the worker prints before dawn and what the elements show. Pure.

import type { ArticleRow, Counts, Edition, Settings } from './model.ts';

export interface FrontPage {
  readonly edition: Edition;
  /** At most three, pictures first. */
  readonly leads: readonly ArticleRow[];
  /** By folder, else by feed; only the rows that the first screen shows. */
  readonly sections: readonly FrontSection[];
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
