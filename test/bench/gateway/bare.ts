// What the gateway is measured against, in a process of its own: bare GETs and the parser, nothing else.

import { Agent, request } from 'undici';
import { parse } from '../../../feeds/parse.ts';

export interface BareTask {
  readonly urls: readonly string[];
  /** Sent back when they are given. */
  readonly etags?: Readonly<Record<string, string>>;
  readonly parse: boolean;
}
export interface BareResult {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly parseMs: number;
  readonly bytes: number;
  readonly etags: Readonly<Record<string, string>>;
}

async function run({ urls, etags = {}, parse: wanted }: BareTask): Promise<BareResult> {
  const agent = new Agent({ connections: 1 });
  const found: Record<string, string> = {};
  let parseMs = 0;
  let bytes = 0;
  const cpu = process.cpuUsage();
  const began = performance.now();
  await Promise.all(
    urls.map(async url => {
      const etag = etags[url];
      const response = await request(url, {
        dispatcher: agent,
        headers: etag === undefined ? {} : { 'if-none-match': etag },
      });
      const body = new Uint8Array(await response.body.arrayBuffer());
      bytes += body.length;
      const given = response.headers['etag'];
      if (typeof given === 'string') found[url] = given;
      if (wanted && response.statusCode === 200) {
        const started = performance.now();
        await parse(body, 'application/xml', url).catch(() => undefined);
        parseMs += performance.now() - started;
      }
    }),
  );
  const wallMs = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  await agent.close();
  return { wallMs, cpuMs: (user + system) / 1000, parseMs, bytes, etags: found };
}

if (process.send) {
  process.on('message', (task: BareTask) => void run(task).then(result => process.send?.(result)));
  process.send({ ready: true });
}
