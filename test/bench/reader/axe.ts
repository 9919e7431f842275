// Violations that axe finds: every screen, both themes, three sizes, both languages. The browser test of the screens does it and is run here.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Part } from './profile.ts';

const root = join(import.meta.dirname, '../../..');
const TEST = 'test/e2e/screens.e2e.ts';

export async function axe({ report }: Part): Promise<void> {
  const args = ['--test', '--test-reporter=tap', '--test-name-pattern=axe', TEST];
  const output = await promisify(execFile)(process.execPath, args, { cwd: root, maxBuffer: 1e8 }).then(
    ({ stdout }) => stdout,
    (error: unknown) => (error as { stdout?: string }).stdout ?? '',
  );
  const failed = Number(/^# fail (\d+)$/m.exec(output)?.[1] ?? Number.NaN);
  const passed = Number(/^# pass (\d+)$/m.exec(output)?.[1] ?? 0);
  if (Number.isNaN(failed) || passed + failed === 0) throw new Error(`the test of the screens did not run:\n${output}`);
  if (failed > 0) report.note(output);
  report.figure({ figure: 'axe: tests of the screens that find violations', value: failed, unit: '', bar: 0 });
}
