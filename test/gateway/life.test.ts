// The gateway as a program: it starts, says where it is, finishes what is under way when told to stop, and tells its log no more than it needs.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { lineOf, linesOf } from './support/gateway.ts';
import { rssOf, startOrigin } from './support/origin.ts';

const main = new URL('../../feeds/gateway/main.ts', import.meta.url).pathname;

async function start(t: TestContext, env: Record<string, string> = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'predawn-life-'));
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, PORT: '0', PREDAWN_DATA: dataDir, PREDAWN_ALLOW_PRIVATE: '127.0.0.0/8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', log: '' };
  child.stderr.on('data', chunk => (said.log += String(chunk)));
  const ended = new Promise<number | null>(resolve => child.on('exit', resolve));
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
    await rm(dataDir, { recursive: true, force: true });
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', chunk => {
      said.out += String(chunk);
      const found = /Predawn is at (http:\S+)/.exec(said.out)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.on('exit', () => reject(new Error(said.log)));
  });
  return { child, url, said, ended };
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
