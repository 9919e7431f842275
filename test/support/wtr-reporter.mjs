// Tells of element tests what failed and why, what was skipped, and one line of counts.

import { relative } from 'node:path';
import process from 'node:process';

/** The runner's own progress is no result; its errors are. */
export const silentLogger = {
  log() {},
  debug() {},
  warn() {},
  group() {},
  groupEnd() {},
  error: (...parts) => process.stdout.write(`${parts.join(' ')}\n`),
  logSyntaxError: error => process.stdout.write(`${error.message}\n`),
};

export function quietReporter() {
  return {
    stop({ sessions }) {
      const counts = { passed: 0, failed: 0, skipped: 0 };
      const say = text => process.stdout.write(`${text}\n`);
      const visit = (suite, names, file) => {
        for (const test of suite?.tests ?? []) {
          const name = [...names, test.name].join(' ');
          if (test.skipped) {
            counts.skipped += 1;
            say(`  skipped: ${name}`);
          } else if (test.passed) counts.passed += 1;
          else {
            counts.failed += 1;
            say(`  FAILED: ${name} (${file})\n${tell(test.error)}`);
          }
        }
        for (const inner of suite?.suites ?? []) visit(inner, [...names, inner.name], file);
      };
      for (const session of sessions) {
        const file = relative(process.cwd(), session.testFile);
        visit(session.testResults, [], file);
        const broken = session.errors ?? [];
        const unloaded = session.request404s ?? [];
        if (broken.length > 0 || session.testResults === undefined) {
          counts.failed += 1;
          say(
            `  FAILED: ${file} did not run${unloaded.length > 0 ? `; not found: ${unloaded.map(({ url }) => url ?? '').join(', ')}` : ''}`,
          );
          for (const error of broken) say(tell(error));
          for (const log of session.logs ?? []) say(`    ${log.map(String).join(' ')}`);
        }
      }
      say(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
    },
  };
}

function tell(error) {
  const lines = [
    error?.message,
    error?.stack,
    error?.expected !== undefined && `expected ${error.expected}\nactual   ${error.actual}`,
  ];
  return lines.filter(Boolean).join('\n').replaceAll(/^/gm, '    ');
}
