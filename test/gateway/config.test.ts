// The settings of the gateway: each good value understood, each bad one a sentence.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readConfig } from '../../feeds/gateway/config.ts';

function config(env: Record<string, string>) {
  const read = readConfig(env);
  assert.equal(read.kind, 'config', read.kind === 'invalid' ? read.sentence : '');
  return read.kind === 'config' ? read.config : assert.fail();
}

describe('settings', () => {
  test('have defaults for one person on one machine', () => {
    const { port, host, isPublic, allowPrivate, embedOrigins, cacheBytes, token } = config({});
    assert.deepEqual(
      { port, host, isPublic, allowPrivate, embedOrigins, token },
      { port: 8787, host: '127.0.0.1', isPublic: false, allowPrivate: [], embedOrigins: [], token: undefined },
    );
    assert.equal(cacheBytes, 512 * 1024 * 1024);
  });

  test('are read from the environment', () => {
    const read = config({
      PORT: '9000',
      HOST: '0.0.0.0',
      PREDAWN_TOKEN: 'a long secret',
      PREDAWN_ALLOW_PRIVATE: '192.168.1.0/24, nas.lan,10.1.2.3',
      PREDAWN_URL: 'https://news.example.org',
      PREDAWN_EMBED_ORIGINS: 'https://blog.example.org',
      PREDAWN_TRUST_PROXY: '127.0.0.1,10.0.0.0/8',
      PREDAWN_CACHE_MB: '100',
      PREDAWN_CONTACT: 'me@example.org',
    });
    assert.deepEqual(read.allowPrivate, ['192.168.1.0/24', 'nas.lan', '10.1.2.3/32']);
    assert.deepEqual(read.trustProxy, ['127.0.0.1/32', '10.0.0.0/8']);
    assert.equal(read.publicUrl, 'https://news.example.org');
    assert.equal(read.cacheBytes, 100 * 1024 * 1024);
  });

  const bad: [Record<string, string>, RegExp][] = [
    [{ PORT: 'eighty' }, /^PORT is "eighty", but must be a whole number from 0 to 65535\.$/],
    [{ PORT: '70000' }, /^PORT is/],
    [{ PORT: '-1' }, /^PORT is/],
    [{ HOST: 'not a host' }, /^HOST is/],
    [{ HOST: '0.0.0.0' }, /^HOST is 0\.0\.0\.0, which others can reach: set PREDAWN_TOKEN/],
    [{ HOST: '192.168.1.2' }, /set PREDAWN_TOKEN/],
    [{ PREDAWN_TOKEN: 'short' }, /^PREDAWN_TOKEN is too short/],
    [{ PREDAWN_PUBLIC: 'maybe' }, /^PREDAWN_PUBLIC is "maybe", but must be 1 or 0\.$/],
    [{ PREDAWN_ALLOW_PRIVATE: '10.0.0.0/99' }, /^PREDAWN_ALLOW_PRIVATE holds/],
    [{ PREDAWN_ALLOW_PRIVATE: '10.0.0' }, /^PREDAWN_ALLOW_PRIVATE holds/],
    [{ PREDAWN_ALLOW_PRIVATE: 'nas.lan, /x' }, /^PREDAWN_ALLOW_PRIVATE holds/],
    [{ PREDAWN_TRUST_PROXY: 'proxy' }, /^PREDAWN_TRUST_PROXY holds/],
    [{ PREDAWN_URL: 'news.example.org' }, /^PREDAWN_URL is/],
    [{ PREDAWN_URL: 'https://example.org/news' }, /^PREDAWN_URL is/],
    [{ PREDAWN_EMBED_ORIGINS: 'https://blog.example.org/page' }, /^PREDAWN_EMBED_ORIGINS holds/],
    [{ PREDAWN_CACHE_MB: '0' }, /^PREDAWN_CACHE_MB is/],
    [{ PREDAWN_CONTACT: 'a (b)' }, /^PREDAWN_CONTACT is/],
    [{ PREDAWN_LOG: 'loud' }, /^PREDAWN_LOG is/],
  ];
  for (const [env, sentence] of bad) {
    test(`${JSON.stringify(env)} ends with a sentence`, () => {
      const read = readConfig(env);
      assert.equal(read.kind, 'invalid');
      assert.match(read.kind === 'invalid' ? read.sentence : '', sentence);
      assert.doesNotMatch(read.kind === 'invalid' ? read.sentence : '', /\n/);
    });
  }
});

describe('the program', () => {
  const main = new URL('../../feeds/gateway/main.ts', import.meta.url).pathname;

  test('ends with the sentence and code 1 when a setting is bad', async () => {
    const { code, errors } = await run({ PORT: 'x' });
    assert.equal(code, 1);
    assert.equal(errors, 'PORT is "x", but must be a whole number from 0 to 65535.\n');
  });

  test('says so when the port is taken', async () => {
    const { createServer } = await import('node:net');
    const taken = createServer();
    await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve));
    const folder = await mkdtemp(join(tmpdir(), 'predawn-port-'));
    const { port } = taken.address() as { port: number };
    const { code, errors } = await run({ PORT: String(port), PREDAWN_DATA: folder });
    taken.close();
    await rm(folder, { recursive: true });
    assert.equal(code, 1);
    assert.equal(errors, `Port ${port} of 127.0.0.1 is in use by another program: set PORT to another one.\n`);
  });

  async function run(env: Record<string, string>): Promise<{ code: number | null; errors: string }> {
    const child = spawn(process.execPath, [main], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', chunk => (errors += String(chunk)));
    const code = await new Promise<number | null>(resolve => child.on('close', resolve));
    return { code, errors };
  }
});
