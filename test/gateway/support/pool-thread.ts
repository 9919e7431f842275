// A worker thread for tests of the pool: what it does stands in the address it is given.

import { parentPort } from 'node:worker_threads';
import type { WorkRequest } from '../../../feeds/gateway/work.ts';

parentPort?.on('message', ({ url, body }: WorkRequest) => {
  const [what = '', ms = '0'] = url.split(' ');
  if (what === 'die') process.exit(1);
  const until = Date.now() + Number(ms);
  while (Date.now() < until);
  parentPort?.postMessage({ kind: 'article', json: `${url}, ${body.byteLength} bytes` });
});
