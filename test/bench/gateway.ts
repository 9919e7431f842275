// The gateway's bars: first and second refresh, editions from cache, memory, faults and a crowd; each beside the bare thing in the same run.

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { EditionLine } from '../../feeds/wire.ts';
import { realFeeds } from '../support/corpus.ts';
import { killAgainAndAgain } from '../gateway/support/kills.ts';
import { makeItems, makeRss } from '../support/feed-maker.ts';
import { startBare, startGatewayApart, startHour, startOrigins } from './gateway/processes.ts';
import type { MeasuredGateway } from './gateway/processes.ts';
import { hostOf } from './gateway/origins.ts';
import type { Fault } from './gateway/origins.ts';
import { inTurn, median, percentile } from './harness.ts';
import type { Report } from './harness.ts';

const FEEDS = 200;
const RUNS = 3;
/** Rounds that are not counted, of both sides. */
const WARM = 3;
const run = promisify(execFile);

type Origins = Awaited<ReturnType<typeof startOrigins>>;

/** What all parts share: publishers, and a folder for what they serve. */
interface World {
  readonly report: Report;
  readonly folder: string;
  readonly origins: Origins;
  readonly urlsOf: (count: number) => readonly string[];
}

/** `npm run bench gateway:refresh,faults` runs some. */
const PARTS: Readonly<Record<string, (world: World) => Promise<void>>> = {
  refresh: refreshes,
  news: newItems,
  cache: fromCache,
  faults,
  hour,
  crowd,
  kills,
};

export default async function gateway(report: Report, parts: readonly string[] = Object.keys(PARTS)): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'predawn-documents-'));
  const origins = await startOrigins();
  const urlsOf = (count: number) =>
    Array.from({ length: count }, (_, n) => `http://${hostOf(n)}:${origins.port}/feed.xml`);
  try {
    for (const part of parts) {
      const run = PARTS[part];
      if (!run) throw new Error(`There is no part ${part}; there are: ${Object.keys(PARTS).join(', ')}.`);
      await origins.ask({ latencies: [], faults: {}, maxAgeS: 0 });
      await run({ report, folder, origins, urlsOf });
    }
  } finally {
    origins.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function realDocuments(folder: string, report: Report): Promise<string[]> {
  const real = realFeeds()
    .map(file => file.bytes)
    .filter(bytes => /<rss|<feed|<rdf:RDF|jsonfeed\.org/i.test(bytes.toString('latin1').slice(0, 3_000)))
    .slice(0, FEEDS);
  // What real feeds are missing to 200 is made, so large that all have the size of two hundred real ones.
  const missing = FEEDS - real.length;
  const words = missing === FEEDS ? 320 : 700;
  const documents = [...real, ...Array.from({ length: missing }, (_, n) => made(n, 40, words))];
  const megabytes = documents.reduce((sum, bytes) => sum + bytes.length, 0) / 1e6;
  report.note(`${real.length} real and ${missing} made feeds, ${megabytes.toFixed(1)} MB`);
  return written(folder, 'real', documents);
}

function made(seed: number, items: number, words: number): Buffer {
  const title = `Feed ${seed}`;
  const newestAt = Date.parse('2026-11-22T06:00:00Z');
  return Buffer.from(
    makeRss({ title, site: 'http://publisher.example/', items: makeItems(items, { seed, words, newestAt }) }),
  );
}

async function written(folder: string, name: string, documents: readonly Buffer[]): Promise<string[]> {
  return Promise.all(
    documents.map(async (bytes, index) => {
      const path = join(folder, `${name}-${index}`);
      await writeFile(path, bytes);
      return path;
    }),
  );
}

interface Edition {
  readonly wallMs: number;
  readonly firstLineMs: number;
  readonly bytes: number;
  readonly lines: readonly EditionLine[];
  /** When each feed's line came, milliseconds. */
  readonly arrived: ReadonlyMap<string, number>;
}

/** One edition over a plain socket; lines are parsed after the clock has stopped. */
async function edition(
  gateway: Pick<MeasuredGateway, 'url'>,
  feeds: readonly { readonly url: string; readonly cursor?: string | undefined }[],
  options: {
    readonly gzip?: boolean;
    readonly limit?: number;
    /** Hangs up after so many, where the rest is not waited for. */
    readonly lines?: number;
  } = {},
): Promise<Edition> {
  const began = performance.now();
  const chunks: { readonly at: number; readonly bytes: Buffer }[] = [];
  await new Promise<void>((resolve, reject) => {
    const asked = httpRequest(
      `${gateway.url}/api/edition`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(options.gzip ? { 'accept-encoding': 'gzip' } : {}) },
      },
      response => {
        let wanted = options.lines ?? Infinity;
        response.on('data', (bytes: Buffer) => {
          chunks.push({ at: performance.now() - began, bytes });
          if (wanted === Infinity) return;
          for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) wanted -= 1;
          if (wanted > 0) return;
          resolve();
          response.destroy();
        });
        response.on('end', resolve);
        response.on('error', reject);
      },
    );
    asked.on('error', reject);
    asked.end(JSON.stringify({ feeds, ...(options.limit === undefined ? {} : { limit: options.limit }) }));
  });
  const wallMs = performance.now() - began;
  const arrived = new Map<string, number>();
  const lines: EditionLine[] = [];
  let rest = '';
  const decoder = new TextDecoder();
  if (!options.gzip) {
    for (const { at, bytes } of chunks) {
      const parts = (rest + decoder.decode(bytes, { stream: true })).split('\n');
      rest = parts.pop() ?? '';
      for (const part of parts) {
        const line = JSON.parse(part) as EditionLine;
        lines.push(line);
        if ('url' in line) arrived.set(line.url, at);
      }
    }
  }
  return {
    wallMs,
    firstLineMs: chunks[0]?.at ?? wallMs,
    bytes: chunks.reduce((sum, chunk) => sum + chunk.bytes.length, 0),
    lines,
    arrived,
  };
}

const cursorsOf = ({ lines }: Edition) =>
  lines.flatMap(line =>
    line.kind === 'updated' || line.kind === 'unchanged'
      ? [{ url: line.url, cursor: line.cursor }]
      : 'url' in line
        ? [{ url: line.url }]
        : [],
  );

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));
/** The gateway asks a host of the owner's own at most once a second. */
const FLOOR_MS = 1_200;

/** The service has started and nobody has asked yet. */
const SETTLED_MS = 1_500;

function refreshTimes() {
  const times = { wall: [] as number[], cpu: [] as number[], bareWall: [] as number[], bareCpu: [] as number[] };
  const bare = ({ wallMs, cpuMs }: { readonly wallMs: number; readonly cpuMs: number }) => {
    times.bareWall.push(wallMs);
    times.bareCpu.push(cpuMs);
  };
  return { ...times, bare };
}

async function measured(
  gateway: MeasuredGateway,
  urls: readonly string[],
  times: ReturnType<typeof refreshTimes>,
): Promise<Edition> {
  const before = gateway.cpuMs();
  const fresh = await edition(
    gateway,
    urls.map(url => ({ url })),
  );
  times.wall.push(fresh.wallMs);
  times.cpu.push(gateway.cpuMs() - before);
  return fresh;
}

async function refreshes({ report, folder, origins, urlsOf }: World): Promise<void> {
  const documents = await realDocuments(folder, report);
  const urls = urlsOf(FEEDS);
  const first = refreshTimes();
  const later = refreshTimes();
  const late: number[] = [];
  const lateBase: number[] = [];
  const second: number[] = [];
  const bareSecond: number[] = [];
  const strangers = urls.slice(0, 60).map((_, n) => `http://${hostOf(5_000 + n)}:${origins.port}/feed.xml`);
  const latencies = urls.map((_, n) => lognormal(n));
  const slowest = Math.max(...latencies);
  for (let round = 0; round < RUNS; round++) {
    await origins.ask({ documents, latencies: [] });
    // A first refresh is that of a program just started, here as in the peers' figures; what a service has learned by then is its own to see to.
    const young = await startBare();
    first.bare(await young.ask({ urls, parse: true }));
    young.stop();
    const newborn = await startGatewayApart();
    await pause(SETTLED_MS);
    await measured(newborn, urls, first);
    await newborn.stop();

    // And once more where both have seen some feeds before, of other hosts.
    const bare = await startBare();
    await bare.ask({ urls: strangers, parse: true });
    const again = await bare.ask({ urls, parse: true });
    later.bare(again);
    for (let n = 0; n < WARM + 3; n++) {
      await pause(FLOOR_MS);
      const { wallMs } = await bare.ask({ urls, etags: again.etags, parse: false });
      if (n >= WARM) bareSecond.push(wallMs);
    }
    bare.stop();

    const gateway = await startGatewayApart();
    await edition(
      gateway,
      strangers.map(url => ({ url })),
    );
    const fresh = await measured(gateway, urls, later);
    let held = cursorsOf(fresh);
    for (let n = 0; n < WARM + 3; n++) {
      await pause(FLOOR_MS);
      const unchanged = await edition(gateway, held);
      held = cursorsOf(unchanged);
      if (n >= WARM) second.push(unchanged.wallMs);
    }
    await gateway.stop();

    await origins.ask({ latencies });
    const delayed = await startGatewayApart();
    late.push(
      (
        await edition(
          delayed,
          urls.map(url => ({ url })),
        )
      ).wallMs,
    );
    lateBase.push(slowest + again.parseMs);
    await delayed.stop();
  }
  tell(report, `first refresh of ${FEEDS} feeds, wall`, first.wall, first.bareWall, 1.3);
  tell(report, `first refresh of ${FEEDS} feeds, processor`, first.cpu, first.bareCpu, 1.3);
  tell(report, 'the same after 60 others on both sides, wall', later.wall, later.bareWall);
  tell(report, 'the same after 60 others on both sides, processor', later.cpu, later.bareCpu);
  tell(report, 'the same with origin latency (p50 120 ms, p99 2 s)', late, lateBase, 1.15);
  tell(report, 'second refresh, all 304', second, bareSecond, 1.5);
  // 0.2 s was asked of a machine whose bare conditional GETs take about 0.13 s.
  report.figure({
    figure: 'second refresh, all 304, in all',
    value: median(second),
    unit: 'ms',
    bar: Math.max(200, median(bareSecond) * 1.5),
  });
}

async function newItems({ report, folder, origins, urlsOf }: World): Promise<void> {
  const urls = urlsOf(FEEDS);
  const before = await written(
    folder,
    'before',
    urls.map((_, n) => made(n, 45, 300)),
  );
  const after = await written(
    folder,
    'after',
    urls.map((_, n) => withFiveMore(n)),
  );
  const value: number[] = [];
  const base: number[] = [];
  for (let round = 0; round < RUNS; round++) {
    await origins.ask({ documents: before, latencies: [] });
    const gateway = await startGatewayApart();
    const first = await edition(
      gateway,
      urls.map(url => ({ url })),
    );
    await origins.ask({ documents: after });
    await pause(FLOOR_MS);
    const news = await edition(gateway, cursorsOf(first));
    const items = news.lines.reduce((sum, line) => sum + (line.kind === 'updated' ? line.items.length : 0), 0);
    if (items !== 5 * urls.length) report.note(`expected ${5 * urls.length} new items, got ${items}`);
    value.push(news.wallMs);
    await gateway.stop();
    // As warm as the gateway: it has parsed all of them once before.
    const bare = await startBare();
    await bare.ask({ urls, parse: true });
    base.push((await bare.ask({ urls, parse: true })).parseMs);
    bare.stop();
  }
  tell(report, 'refresh with 5 new items in each feed, beside the parse', value, base, 1.3);
}

function withFiveMore(seed: number): Buffer {
  const newestAt = Date.parse('2026-11-22T06:00:00Z');
  const old = makeItems(45, { seed, words: 300, newestAt });
  const more = makeItems(5, { seed: seed + 5_000, words: 300, newestAt: newestAt + 5 * 3_600_000 });
  return Buffer.from(makeRss({ title: `Feed ${seed}`, site: 'http://publisher.example/', items: [...more, ...old] }));
}

async function fromCache({ report, folder, origins, urlsOf }: World): Promise<void> {
  const documents = await realDocuments(folder, report);
  const urls = urlsOf(FEEDS);
  await origins.ask({ documents, latencies: [], maxAgeS: 3600 });
  // The publishers are fresh for an hour here: it is the cache that is measured.
  const gateway = await startGatewayApart({ PREDAWN_RATE: '100000000' });
  const feeds = urls.map(url => ({ url }));
  const rich = (await edition(gateway, feeds)).lines.flatMap(line =>
    line.kind === 'updated' ? [{ url: line.url }] : [],
  );
  await hold(gateway, rich);
  const first: number[] = [];
  const whole: number[] = [];
  const packed: number[] = [];
  const piped: number[] = [];
  for (let round = 0; round < 7; round++) {
    const cached = await edition(gateway, rich);
    first.push(cached.firstLineMs);
    whole.push(cached.wallMs);
    packed.push((await edition(gateway, rich, { gzip: true })).wallMs);
    piped.push(await pipe(cached));
  }
  tell(report, `an edition of ${rich.length} feeds from cache`, whole, piped, 1.3);
  report.figure({ figure: 'the same, gzip', value: median(packed), unit: 'ms' });
  report.figure({ figure: 'its first line', value: median(first), unit: 'ms', bar: 20 });
  await wrk(report, gateway, rich);
  await gateway.stop();
  await origins.ask({ maxAgeS: 0 });
}

/** Asks until the answers come from what is kept. */
async function hold(gateway: MeasuredGateway, feeds: readonly { readonly url: string }[]): Promise<void> {
  for (let n = 0; n < 3; n++) await edition(gateway, feeds);
}

/** The same bytes from a bare server, in a process of its own. */
async function pipe({ lines }: Edition): Promise<number> {
  const pieces = lines.map(line => Buffer.from(`${JSON.stringify(line)}\n`));
  const server = await bareServer(pieces);
  const began = performance.now();
  await new Promise<void>((resolve, reject) => {
    httpRequest(server.url, response => response.on('data', () => undefined).on('end', resolve))
      .on('error', reject)
      .end();
  });
  const ms = performance.now() - began;
  server.stop();
  return ms;
}

async function bareServer(pieces: readonly Buffer[]): Promise<{ readonly url: string; readonly stop: () => void }> {
  const folder = await mkdtemp(join(tmpdir(), 'predawn-bare-'));
  const paths = await written(folder, 'piece', pieces);
  const { fork } = await import('node:child_process');
  const child = fork(join(import.meta.dirname, 'gateway/bare-server.ts'), paths.length > 400 ? [] : paths);
  const port = await new Promise<number>(resolve =>
    child.once('message', message => resolve((message as { port: number }).port)),
  );
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: () => {
      child.kill('SIGKILL');
      void rm(folder, { recursive: true, force: true });
    },
  };
}

async function wrk(
  report: Report,
  gateway: MeasuredGateway,
  feeds: readonly { readonly url: string }[],
): Promise<void> {
  const address = `${gateway.url}/api/feed?url=${encodeURIComponent(feeds[Math.floor(feeds.length / 2)]?.url ?? '')}&limit=20`;
  const body = Buffer.from(await (await fetch(address)).arrayBuffer());
  const bare = await bareServer([body]);
  const measure = async (url: string) => {
    const { stdout } = await run('wrk', ['-t1', '-c32', '-d2s', url]);
    const bad = /Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1];
    if (bad !== undefined) report.note(`${bad} answers of wrk were refusals`);
    return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1] ?? 0);
  };
  const value: number[] = [];
  const base: number[] = [];
  try {
    await measure(address);
    await measure(bare.url);
    // In short turns, so that a slow moment of the machine strikes both.
    for (let turn = 0; turn < 7; turn++) {
      value.push(await measure(address));
      base.push(await measure(bare.url));
    }
    const ratio = median(value.map((each, turn) => each / (base[turn] ?? each)));
    report.figure({
      figure: `GET /api/feed from cache, wrk 32 connections, ${(body.length / 1000).toFixed(0)} kB`,
      value: median(value),
      unit: '/s',
      baseline: median(base),
      ratio,
      bar: 0.9,
      sense: 'min',
    });
  } catch (error) {
    report.note(`wrk is not installed: ${String(error).slice(0, 80)}`);
  } finally {
    bare.stop();
  }
}

/** 75 minutes of them. */
const ROUNDS = 150;
const KILLS = 50;
const QUIET_MS = 15_000;
const KINDS: readonly Fault[] = ['hang', 'reset', 'drip', 'lie', 'bomb'];

async function faults({ report, folder, origins, urlsOf }: World): Promise<void> {
  const urls = urlsOf(1000);
  const documents = await smallDocuments(folder);
  const latencies = urls.map((_, n) => Math.min(400, lognormal(n)));
  const atTheirWorst = Object.fromEntries(
    urls.flatMap((_, n) => (n % 10 === 3 ? [[n, KINDS[((n - 3) / 10) % KINDS.length]]] : [])),
  ) as Record<number, Fault>;
  const slow = Object.values(atTheirWorst).filter(fault => fault === 'hang' || fault === 'drip').length;
  const p99 = async (ill: Readonly<Record<number, Fault>>, lines: number): Promise<number> => {
    await origins.ask({ documents, latencies, faults: ill });
    const gateway = await startGatewayApart();
    const feeds = urls.map(url => ({ url }));
    const { arrived } = await edition(gateway, feeds, { lines });
    await gateway.stop();
    const times = urls.flatMap((url, n) => (n % 10 === 3 ? [] : [arrived.get(url) ?? Infinity]));
    return percentile(times, 99);
  };
  // By turns: a slow moment of the machine strikes both, and one run of either says little.
  const pairs = await inTurn(
    RUNS,
    () => p99({}, urls.length),
    // Those that hang come last, after half a minute, and are nobody's concern here.
    () => p99(atTheirWorst, urls.length - slow),
  );
  report.figure({
    figure: '1,000 feeds, 10 % at their worst: p99 of the healthy',
    value: median(pairs.b),
    unit: 'ms',
    baseline: median(pairs.a),
    ratio: median(pairs.b.map((each, round) => each / (pairs.a[round] ?? each))),
    bar: 1.2,
  });
}

function smallDocuments(folder: string): Promise<string[]> {
  return written(
    folder,
    'small',
    Array.from({ length: 50 }, (_, n) => made(n, 20, 150)),
  );
}

async function hour({ report, folder, origins, urlsOf }: World): Promise<void> {
  const urls = urlsOf(1000);
  await origins.ask({ documents: await smallDocuments(folder) });
  const gateway = await startHour();
  for (let at = 0; at < urls.length; at += 100) {
    // Packed, as every browser asks for it.
    await edition(
      gateway,
      urls.slice(at, at + 100).map(url => ({ url })),
      { gzip: true },
    );
    // Subscribed over an hour, not in one second: nobody's thousand feeds fall due together.
    await gateway.ask({ kind: 'pass', ms: 6 * 60_000 });
  }
  const memory: number[] = [];
  let polled = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    polled += (await gateway.ask({ kind: 'round', ms: 30_000 })).polled;
    if (round % 15 === 0) memory.push(gateway.rssMb());
  }
  // The collector goes by the real clock: of the quiet that a real hour has between its rounds it is given these seconds.
  await pause(QUIET_MS);
  const rested = gateway.rssMb();
  await gateway.ask({ kind: 'end' });
  gateway.stop();
  report.note(
    `${polled} polls in the rounds of 75 minutes; ${(memory.at(-1) ?? 0).toFixed(0)} MB before ${QUIET_MS / 1000} quiet seconds`,
  );
  const figure = 'resident memory with 1,000 feeds, after the rounds of an hour';
  report.figure({ figure, value: rested, unit: 'MB', bar: 200 });
  const ratio = (memory.at(-1) ?? 0) / (memory[4] ?? 1);
  report.figure({
    figure: 'its growth over the second half',
    value: memory.at(-1) ?? 0,
    baseline: memory[4] ?? 0,
    unit: 'MB',
    ratio,
    bar: 1.1,
  });
}

async function crowd({ report, folder, origins, urlsOf }: World): Promise<void> {
  const urls = urlsOf(100);
  const documents = await written(
    folder,
    'crowd',
    urls.map((_, n) => made(n, 20, 150)),
  );
  await origins.ask({ documents, latencies: [], faults: {}, maxAgeS: 3600 });
  const gateway = await startGatewayApart();
  const body = JSON.stringify({ feeds: urls.map(url => ({ url })) });
  await edition(
    gateway,
    urls.map(url => ({ url })),
  );
  // Packed, as browsers ask for it; the closing line is short and stands in the stream as it is.
  const wanted = Buffer.from('"kind":"end"');
  const one = (client: number) =>
    new Promise<{ readonly ms: number; readonly kind: 'whole' | 'refused' | 'broken' }>(resolve => {
      const began = performance.now();
      const done = (kind: 'whole' | 'refused' | 'broken') => resolve({ ms: performance.now() - began, kind });
      const asked = httpRequest(
        `${gateway.url}/api/edition`,
        {
          method: 'POST',
          agent: false,
          localAddress: `127.200.${client >> 7}.${1 + (client & 127)}`,
          headers: { 'accept-encoding': 'gzip' },
        },
        response => {
          let tail: Buffer = Buffer.alloc(0);
          response.on('data', (bytes: Buffer) => (tail = Buffer.concat([tail, bytes]).subarray(-400)));
          response.on('end', () =>
            done(response.statusCode === 429 ? 'refused' : tail.includes(wanted) ? 'whole' : 'broken'),
          );
          response.on('error', () => done('broken'));
        },
      );
      asked.setTimeout(60_000, () => asked.destroy());
      asked.on('error', () => done('broken'));
      asked.end(body);
    });
  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, gateway.rssMb())), 100);
  const results = await Promise.all(Array.from({ length: 1000 }, (_, client) => one(client)));
  clearInterval(watch);
  await gateway.stop();
  const whole = results.filter(result => result.kind === 'whole' && result.ms <= 30_000);
  report.figure({
    figure: '1,000 clients, 100 feeds each, at once: served whole in 30 s',
    value: whole.length / 10,
    unit: '%',
    bar: 95,
    sense: 'min',
  });
  report.figure({
    figure: 'the p99 of them',
    value:
      whole.length > 0
        ? percentile(
            whole.map(result => result.ms),
            99,
          )
        : Infinity,
    unit: 'ms',
  });
  report.figure({
    figure: 'broken off without an answer',
    value: results.filter(result => result.kind === 'broken').length,
    unit: '',
    bar: 0,
  });
  report.figure({ figure: 'resident memory at the most', value: most, unit: 'MB', bar: 400 });
}

/** The long form of the test in test/gateway/life.test.ts. */
async function kills({ report }: World): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'predawn-killed-'));
  const told = await killAgainAndAgain(dataDir, KILLS);
  await rm(dataDir, { recursive: true, force: true });
  report.note(
    `${told.kills} kills with -9, ${told.struck} in the midst of an edition, ${told.editions} editions, ${told.stories} stories, integrity ${told.integrity}`,
  );
  report.figure({
    figure: `killed ${KILLS} times in mid-write: stories lost or told twice`,
    value: told.integrity === 'ok' ? told.lost + told.repeated : Infinity,
    unit: '',
    bar: 0,
  });
}

/** Without a bar it is told only. */
function tell(report: Report, figure: string, values: readonly number[], base: readonly number[], bar?: number): void {
  const value = median(values);
  const baseline = median(base);
  const asked = bar === undefined ? {} : { bar };
  report.figure({ figure, value, unit: 'ms', baseline, ratio: value / baseline, ...asked });
}

/** Median 120 ms, p99 2 s; the same for the same feed. */
function lognormal(seed: number): number {
  const uniform = (n: number) => {
    const x = Math.sin(n * 12.9898 + 78.233) * 43_758.5453;
    return Math.min(Math.max(x - Math.floor(x), 1e-6), 1 - 1e-6);
  };
  const normal = Math.sqrt(-2 * Math.log(uniform(seed + 1))) * Math.cos(2 * Math.PI * uniform(seed + 7919));
  return 120 * Math.exp((Math.log(2000 / 120) / 2.326) * normal);
}
