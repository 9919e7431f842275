// First headline with the worker cold and the server dead, beside two bare pages; then with 100,000 articles stored. A browser process each time.

import { temporaryFolder } from '../../support/temp.ts';
import { inTurn, median } from '../harness.ts';
import { firstHeadline, prepareBare, prepareOurs } from '../start.ts';
import { MANY, type Part } from './profile.ts';

const RUNS = 7;

export async function headline({ report, large }: Part): Promise<void> {
  const folders = await Promise.all(['small', 'bare', 'site'].map(temporaryFolder));
  const [small, bare, site] = folders.map(folder => folder.path);
  if (!small || !bare || !site) throw new Error('no folders');
  try {
    const ours = await prepareOurs(small);
    const bareOrigin = await prepareBare(bare, site);
    const many = await large();
    for (const factor of [1, 4] as const) {
      const cursor: number[] = [];
      const times = await inTurn(
        RUNS,
        () => firstHeadline(small, ours, factor),
        async () => {
          cursor.push(await firstHeadline(bare, bareOrigin, factor, '/cursor.html'));
          return await firstHeadline(bare, bareOrigin, factor);
        },
      );
      const [value, baseline] = [median(times.a), median(times.b)];
      report.figure({
        figure: `first headline, worker cold, server dead, ${String(factor)}x CPU`,
        value,
        unit: 'ms',
        baseline,
        ratio: value / baseline,
        bar: 0.5,
      });
      report.figure({
        figure: `  beside the quickest cursor's page, ${String(factor)}x CPU`,
        value,
        unit: 'ms',
        baseline: median(cursor),
        ratio: value / median(cursor),
      });
    }
    const grown = await inTurn(
      RUNS,
      () => firstHeadline(many.path, many.origin, 1),
      () => firstHeadline(small, ours, 1),
    );
    report.figure({
      figure: `first headline with ${String(MANY)} articles, against 5,000`,
      value: median(grown.a),
      unit: 'ms',
      baseline: median(grown.b),
      ratio: median(grown.a) / median(grown.b),
      bar: 1.15,
    });
  } finally {
    for (const folder of folders) await folder.remove();
  }
}
