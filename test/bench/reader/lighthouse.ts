// Lighthouse on the welcome screen and on the first visit, mobile and desktop. The tool is fetched when this bench runs (one exact version):
// it is larger than all that the project otherwise installs.

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromiumFlags, chromiumPath } from '../../support/chromium-flags.mjs';
import { startGateway } from '../../support/gateway.ts';
import { temporaryFolder } from '../../support/temp.ts';
import type { Part } from './profile.ts';

const TOOL = 'lighthouse@13.5.0';
const BARS = {
  mobile: { performance: 95, accessibility: 100, 'best-practices': 100 },
  desktop: { performance: 100, accessibility: 100, 'best-practices': 100 },
} as const;

interface Result {
  readonly categories: Readonly<Record<string, { readonly score: number | null }>>;
}

export async function lighthouse({ report }: Part): Promise<void> {
  const gateway = await startGateway();
  const folder = await temporaryFolder('lighthouse');
  try {
    for (const [screen, path] of [
      ['welcome', '/welcome'],
      ['first visit', '/?try=newsroom'],
    ] as const)
      for (const form of ['mobile', 'desktop'] as const) {
        const { categories } = await audit(`${gateway.origin}${path}`, form, join(folder.path, 'report.json'));
        for (const [category, bar] of Object.entries(BARS[form]))
          report.figure({
            figure: `Lighthouse ${form}, ${screen}: ${category}`,
            value: Math.round((categories[category]?.score ?? 0) * 100),
            unit: '',
            bar,
            sense: 'min',
          });
      }
  } finally {
    await folder.remove();
    await gateway.stop();
  }
}

async function audit(url: string, form: 'mobile' | 'desktop', output: string): Promise<Result> {
  const flags = [...chromiumFlags, '--headless=new'].join(' ');
  const args = ['exec', '--yes', '--', TOOL, url, '--quiet', '--output=json', `--output-path=${output}`];
  const only = '--only-categories=performance,accessibility,best-practices';
  const preset = form === 'desktop' ? ['--preset=desktop'] : [];
  await promisify(execFile)('npm', [...args, only, ...preset, `--chrome-flags=${flags}`], {
    env: { ...process.env, CHROME_PATH: chromiumPath() },
    timeout: 180_000,
  });
  return JSON.parse(await readFile(output, 'utf8')) as Result;
}
