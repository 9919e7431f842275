// The reader's bars (issue 7), part by part, each in a browser of its own: `npm run bench reader`, or `npm run bench reader:scrolling,marking`.
// CPU factors slow the page's main thread, as Chromium's own throttling does. Bars in milliseconds of work on the processor are scaled by the
// bare page measured in this run (docs/decisions/bench-bare-page.md).

import { ensureBuilt } from '../../feeds/gateway/fresh.mjs';
import type { Report } from './harness.ts';
import { axe } from './reader/axe.ts';
import { firstVisits } from './reader/first-visit.ts';
import { headline } from './reader/headline.ts';
import { lighthouse } from './reader/lighthouse.ts';
import { marking } from './reader/marking.ts';
import { blocking, opening } from './reader/opening.ts';
import { shareProfiles, type Part } from './reader/profile.ts';
import { route } from './reader/route.ts';
import { scrolling } from './reader/scrolling.ts';
import { searching } from './reader/searching.ts';

const PARTS: Readonly<Record<string, (part: Part) => Promise<void>>> = {
  route,
  headline,
  visit: firstVisits,
  blocking,
  opening,
  scrolling,
  searching,
  marking,
  lighthouse,
  axe,
};

/** A part that breaks off takes none of the others with it. */
export default async function reader(report: Report, wanted: readonly string[] = Object.keys(PARTS)): Promise<void> {
  await ensureBuilt({ quiet: true });
  const shared = shareProfiles(report);
  const broken: string[] = [];
  for (const name of wanted) {
    const run = PARTS[name];
    if (!run) throw new Error(`there is no part "${name}"; there are: ${Object.keys(PARTS).join(', ')}`);
    const started = performance.now();
    try {
      await run(shared.part());
      report.note(`(${name}: ${((performance.now() - started) / 1000).toFixed(0)} s)`);
    } catch (error) {
      console.error(error);
      broken.push(name);
    }
  }
  await shared.remove();
  if (broken.length > 0) throw new Error(`broke off: ${broken.join(', ')}`);
}
