// The gateway as a program: it starts, says where it is, finishes what is under way when told to stop, and tells its log no more than it needs.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { lineOf, linesOf } from './support/gateway.ts';
import { killAgainAndAgain } from './support/kills.ts';
import { rssOf, startOrigin } from './support/origin.ts';
import { startProgram } from './support/program.ts';
import type { Program } from './support/program.ts';

async function start(t: TestContext, env: Record<string, string> = {}, wrap: readonly string[] = []): Promise<Program> {
  const dataDir = await folder(t);
  const program = await startProgram(
    dataDir,
    env,
    wrap.map(word => (word === 'DATA' ? dataDir : word)),
  );
  t.after(async () => {
    program.child.kill('SIGKILL');
    await program.ended;
  });
  return program;
}

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'predawn-life-'));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

test('says where it is and what to do next', async t => {
  const { url, said } = await start(t);
  assert.match(url, /^http:\/\/localhost:\d+$/);
  assert.match(said.out, /Open it in a browser|npm run build/);
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
});

test('SIGTERM finishes what is under way, takes nothing new, and ends with 0', async t => {
  const origin = await startOrigin(() => undefined, '127.0.0.2');
  t.after(origin.close);
  const { child, url, ended } = await start(t);
  const edition = fetch(`${url}/api/edition`, {
    method: 'POST',
    body: JSON.stringify({ feeds: [{ url: origin.url }] }),
  });
  origin.answer = (_request, response) => {
    child.kill('SIGTERM');
    setTimeout(() => response.end(rssOf([1])), 200);
  };
  const response = await edition;
  lineOf(linesOf(await response.text()), 'updated');
  assert.equal(await ended, 0);
  await assert.rejects(fetch(`${url}/healthz`));
});

test('its log names no feed, at any level that is on by itself', async t => {
  const origin = await startOrigin((_request, response) => response.end('no feed'), '127.0.0.2');
  t.after(origin.close);
  const { child, url, said, ended } = await start(t);
  const secret = `${origin.url}/private-feed?token=abc123`;
  await (await fetch(`${url}/api/feed?url=${encodeURIComponent(secret)}`)).text();
  await (
    await fetch(`${url}/api/edition`, { method: 'POST', body: JSON.stringify({ feeds: [{ url: secret }] }) })
  ).text();
  child.kill('SIGTERM');
  await ended;
  assert.doesNotMatch(said.log + said.out, /private-feed|abc123/);
});

test(
  'killed with -9 in mid-write it opens and answers, and has lost and repeats nothing (fifty times in the bench)',
  { timeout: 60_000 },
  async t => {
    const { lost, repeated, integrity, struck } = await killAgainAndAgain(await folder(t), 5);
    assert.deepEqual({ lost, repeated, integrity }, { lost: 0, repeated: 0, integrity: 'ok' });
    assert.ok(struck > 0, 'a kill struck in the midst of an edition');
  },
);

test(
  'a disk without room is answered from memory and said so, until there is room again',
  { timeout: 60_000 },
  async t => {
    const mounted = 'mount -t tmpfs -o size=4m tmpfs "$0" && exec "$@"';
    if (spawnSync('unshare', ['-rm', 'sh', '-c', mounted, tmpdir(), 'true']).status !== 0) {
      t.skip('no file system of its own here: unshare is missing, or may not mount');
      return;
    }
    let last = 1;
    const text = 'x'.repeat(20_000);
    const origin = await startOrigin(
      (_request, response) =>
        response.end(rssOf(Array.from({ length: last }, (_, n) => ({ id: last - n, text: `${text}${last - n}` })))),
      '127.0.0.2',
    );
    t.after(origin.close);
    const { url, pid, said } = await start(t, {}, ['unshare', '-rm', 'sh', '-c', mounted, 'DATA']);
    const dataDir = /What it keeps is in (\S+)\. /.exec(said.out)?.[1] ?? '';
    // Its own mount, seen through its own root.
    const inside = `/proc/${pid}/root${dataDir}`;
    assert.ok((await readdir(inside)).includes('predawn.sqlite'));
    let cursor: string | undefined;
    const sync = async () => {
      const body = JSON.stringify({ feeds: [{ url: origin.url, cursor }] });
      const line = lineOf(
        linesOf(await (await fetch(`${url}/api/edition`, { method: 'POST', body })).text()),
        'updated',
      );
      ({ cursor } = line);
      return line.items.map(item => item.id);
    };
    const storage = async () => ((await (await fetch(`${url}/healthz`)).json()) as { storage: string }).storage;
    assert.deepEqual(await sync(), ['story-1']);
    assert.equal(await storage(), 'ok');

    const ballast = await open(`${inside}/ballast`, 'w');
    const block = Buffer.alloc(4096);
    await assert.rejects(
      async () => {
        while (true) await ballast.write(block);
      },
      { code: 'ENOSPC' },
    );
    last = 40;
    await nextSecond();
    assert.equal((await sync()).length, 39, 'what is new comes all the same');
    assert.match(await storage(), /^full/);
    await nextSecond();
    last = 41;
    assert.deepEqual(await sync(), ['story-41']);

    await ballast.close();
    await rm(`${inside}/ballast`);
    last = 42;
    await nextSecond();
    assert.deepEqual(await sync(), ['story-42']);
    assert.equal(await storage(), 'ok');
  },
);

/** A host of the owner's own is asked again after a second. */
const nextSecond = () => new Promise(resolve => setTimeout(resolve, 1_050));
