// What the publisher asks of those who refresh: ttl, skipHours, skipDays, the syndication module, hub and cloud.

import type { RefreshHints } from './parsed-feed.ts';
import type { Fields } from './rss.ts';
import { webAddress } from './urls.ts';

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Minutes. */
const PERIODS: Readonly<Record<string, number>> = {
  hourly: 60,
  daily: 1440,
  weekly: 10_080,
  monthly: 43_200,
  yearly: 525_600,
};

export function readHints(feed: Fields, base: string): RefreshHints {
  const ttl = whole(feed.text('ttl'));
  const skipHours = within(feed, 'skiphours', 'hour').flatMap(text => {
    const hour = whole(text);
    return hour === undefined || hour > 24 ? [] : [hour % 24];
  });
  const skipDays = within(feed, 'skipdays', 'day').flatMap(text => {
    const day = DAYS.indexOf(text.slice(0, 3).toLowerCase());
    return day < 0 ? [] : [day];
  });
  const period = PERIODS[(feed.text('sy:updateperiod') ?? '').toLowerCase()];
  const hub = feed.all('link').find(link => relOf(link.attribute('rel')) === 'hub');
  const hubUrl = webAddress(hub?.attribute('href'), base);
  const cloud = cloudAddress(feed);
  const frequency = whole(feed.text('sy:updatefrequency'));
  return {
    ...(ttl === undefined || ttl === 0 ? {} : { ttlMinutes: ttl }),
    ...(skipHours.length === 0 ? {} : { skipHours: unique(skipHours) }),
    ...(skipDays.length === 0 ? {} : { skipDays: unique(skipDays) }),
    ...(period === undefined ? {} : { updatePeriodMinutes: Math.max(1, Math.round(period / (frequency || 1))) }),
    ...(hubUrl === undefined ? {} : { hub: hubUrl }),
    ...(cloud === undefined ? {} : { cloud }),
  };
}

function relOf(rel: string | undefined): string {
  return (rel ?? '').toLowerCase().replace('http://www.iana.org/assignments/relation/', '');
}

function within(feed: Fields, box: string, word: string): string[] {
  return feed.all(box).flatMap(node => node.children.all(word).map(child => child.text.trim()));
}

function whole(text: string | undefined): number | undefined {
  const found = text === undefined ? null : /^\d{1,7}/.exec(text);
  return found === null ? undefined : Number(found[0]);
}

function cloudAddress(feed: Fields): string | undefined {
  const cloud = feed.first('cloud');
  const domain = cloud?.attribute('domain');
  if (cloud === undefined || domain === undefined) return undefined;
  const port = cloud.attribute('port') ?? '80';
  const path = cloud.attribute('path') ?? '/';
  return webAddress(`http${port === '443' ? 's' : ''}://${domain}:${port}${path.startsWith('/') ? path : `/${path}`}`);
}

function unique(numbers: readonly number[]): readonly number[] {
  return [...new Set(numbers)].toSorted((a, b) => a - b);
}
