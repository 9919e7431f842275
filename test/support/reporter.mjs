// How node:test tells its results here: what failed, what was skipped and why, and one line of counts. Nothing else.

import { relative } from 'node:path';
import process from 'node:process';
import { inspect } from 'node:util';

export default async function* report(source) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for await (const { type, data } of source) {
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const reason = data.skip ?? data.todo;
    if (reason !== undefined) {
      counts.skipped += 1;
      yield `  skipped: ${data.name}${typeof reason === 'string' && reason ? ` (${reason})` : ''}\n`;
    } else if (type === 'test:fail') {
      // A suite fails because a test in it did; that one has been told already.
      if (data.details.error?.failureType === 'subtestsFailed') continue;
      counts.failed += 1;
      yield `  FAILED: ${data.name}${where(data)}\n${indent(tell(data.details.error))}\n`;
    } else if (data.details.type !== 'suite') {
      counts.passed += 1;
      const seconds = data.details.duration_ms / 1000;
      if (process.env.PREDAWN_SLOW && seconds > Number(process.env.PREDAWN_SLOW))
        yield `  ${seconds.toFixed(1)} s: ${data.name}\n`;
    }
  }
  yield `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`;
}

function where({ file, line }) {
  return file ? ` (${relative(process.cwd(), file)}${line ? `:${line}` : ''})` : '';
}

function tell(error) {
  return inspect(error?.cause ?? error, { depth: 6, maxStringLength: 4000 });
}

function indent(text) {
  return text.replaceAll(/^/gm, '    ');
}
