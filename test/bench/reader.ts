// The reader's bars (issue 7): first visit, opening, scrolling, reading, searching, marking; each in a browser of its own, ratios against the
// bare page of the `start` bench measured in this run. CPU factors slow the page's main thread, as Chromium's own throttling does.

import { ensureBuilt } from '../../feeds/gateway/fresh.mjs';
import { firstRouteBytes } from '../support/sizes.ts';
import { temporaryFolder } from '../support/temp.ts';
import { inTurn, median } from './harness.ts';
import type { Report } from './harness.ts';
import { firstVisits } from './reader/first-visit.ts';
import { lighthouse } from './reader/lighthouse.ts';
import { marking } from './reader/marking.ts';
import { blocking, opening } from './reader/opening.ts';
import { scrolling } from './reader/scrolling.ts';
import { searching } from './reader/searching.ts';
import { firstHeadline, prepareBare, prepareOurs } from './start.ts';

const RUNS = 5;
/** Milliseconds of the bare page at 1x and 4x where issue 7's bars in milliseconds were taken. */
const BARE_THEN = { 1: 228, 4: 432 } as const;
const FIRST_ROUTE_BYTES = 45_000;

export default async function reader(report: Report): Promise<void> {
  await ensureBuilt({ quiet: true });
  report.figure({
    figure: "first route's JavaScript, brotli",
    value: await firstRouteBytes(),
    unit: 'bytes',
    bar: FIRST_ROUTE_BYTES,
  });
  const bare = await opened(report);
  await firstVisits(report, { 1: BARE_THEN[1] / bare[1], 4: BARE_THEN[4] / bare[4] });
  await blocking(report);
  await opening(report);
  await scrolling(report);
  await searching(report);
  await marking(report);
  await lighthouse(report);
}

/** First headline with the server dead, at 5,000 and 100,000 articles; answers what the bare page took. */
async function opened(report: Report): Promise<{ 1: number; 4: number }> {
  const [small, large, bare, site] = await Promise.all(['small', 'large', 'bare', 'site'].map(temporaryFolder));
  if (!small || !large || !bare || !site) throw new Error('no folders');
  const took = { 1: 0, 4: 0 };
  try {
    const ours = await prepareOurs(small.path);
    const bareOrigin = await prepareBare(bare.path, site.path);
    for (const factor of [1, 4] as const) {
      const times = await inTurn(
        RUNS,
        () => firstHeadline(small.path, ours, factor),
        () => firstHeadline(bare.path, bareOrigin, factor),
      );
      took[factor] = median(times.b);
      report.figure({
        figure: `first headline, worker cold, server dead, ${String(factor)}x CPU`,
        value: median(times.a),
        unit: 'ms',
        baseline: took[factor],
        ratio: median(times.a) / took[factor],
        bar: 0.5,
      });
    }
    const many = await prepareOurs(large.path, 100_000);
    const grown = await inTurn(
      RUNS,
      () => firstHeadline(large.path, many, 1),
      () => firstHeadline(small.path, ours, 1),
    );
    report.figure({
      figure: 'first headline with 100,000 articles, against 5,000',
      value: median(grown.a),
      unit: 'ms',
      baseline: median(grown.b),
      ratio: median(grown.a) / median(grown.b),
      bar: 1.15,
    });
  } finally {
    for (const folder of [small, large, bare, site]) await folder.remove();
  }
  return took;
}
