// One suite of behaviours of the outbox for engines that are driven by different protocols.

import assert from 'node:assert/strict';
import type { Destination } from './destination.ts';
import { launchFirefox } from './firefox.ts';
import { startOutboxSite } from './outbox-site.ts';
import { until } from './until.ts';
import { launchWebKit } from './webkit.ts';

interface Driven {
  open(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Runs the text as the body of an async function in the page. */
  run<T>(body: string): Promise<T>;
  close(): Promise<void>;
}

export interface Engine {
  readonly name: string;
  launch(): Promise<Driven>;
}

export const FIREFOX: Engine = {
  name: 'Firefox',
  async launch() {
    const browser = await launchFirefox();
    const page = await browser.newPage();
    return {
      open: async url => void (await page.goto(url, { waitUntil: 'load' })),
      reload: async () => void (await page.reload({ waitUntil: 'load' })),
      run: <T>(body: string) => page.evaluate(`(async () => { ${body} })()`) as Promise<T>,
      close: () => browser.close(),
    };
  },
};

export const WEBKIT: Engine = {
  name: 'WebKitGTK',
  async launch() {
    const webkit = await launchWebKit();
    const { driver } = webkit;
    return {
      open: url => driver.get(url),
      reload: () => driver.navigate().refresh(),
      run: <T>(body: string) =>
        driver.executeAsyncScript<T>(
          `const done = arguments[arguments.length - 1]; (async () => { ${body} })().then(done, done);`,
        ),
      close: () => webkit.close(),
    };
  },
};

/** Throws at the first behaviour that fails. */
export async function outboxBehaviours(engine: Engine): Promise<void> {
  const site = await startOutboxSite();
  const driven = await engine.launch();
  try {
    await driven.open(`${site.origin}/`);
    await ready(driven);
    await sendsAtOnce(driven, site);
    await keepsWhileTheServerIsDead(driven, site);
    await asksAgainAfterALostAnswer(driven, site);
    await keepsOrderPastADeadLetter(driven, site);
  } finally {
    await driven.close();
    await site.close();
  }
}

async function ready(driven: Driven): Promise<void> {
  await until(
    () => driven.run<boolean>('return globalThis.predawn !== undefined && (await predawn.bridge.mode) !== ""'),
    {
      what: 'the page is ready',
      timeoutMs: 30_000,
    },
  );
}

function texts(site: Destination, name: string): string[] {
  return site.effects.filter(({ destination }) => destination === name).map(({ text }) => text);
}

async function arrive(site: Destination, name: string, expected: readonly string[]): Promise<void> {
  await until(() => texts(site, name).length >= expected.length, { what: `${name} has all`, timeoutMs: 20_000 });
  assert.deepEqual(texts(site, name), expected);
}

async function sendsAtOnce(driven: Driven, site: Destination): Promise<void> {
  await driven.run('for (const text of ["1", "2"]) await predawn.send("at-once", text);');
  await arrive(site, 'at-once', ['1', '2']);
}

async function keepsWhileTheServerIsDead(driven: Driven, site: Destination): Promise<void> {
  site.switch('dead', { cut: 'before' });
  await driven.run('for (const text of ["1", "2", "3"]) await predawn.send("dead", text);');
  await until(() => site.requests.some(({ path }) => path === '/d/dead'), { what: 'a try is made' });
  assert.deepEqual(texts(site, 'dead'), []);
  site.switch('dead', {});
  await driven.reload();
  await ready(driven);
  await arrive(site, 'dead', ['1', '2', '3']);
}

async function asksAgainAfterALostAnswer(driven: Driven, site: Destination): Promise<void> {
  site.switch('lost', { cut: 'after', times: 1 });
  await driven.run('await predawn.send("lost", "1");');
  await until(() => texts(site, 'lost').length === 1, { what: 'it was taken' });
  await driven.reload();
  await ready(driven);
  await until(() => driven.run<boolean>('return (await predawn.library.outbox()).length === 0'), {
    what: 'it is acknowledged',
  });
  assert.deepEqual(texts(site, 'lost'), ['1']);
}

async function keepsOrderPastADeadLetter(driven: Driven, site: Destination): Promise<void> {
  site.switch('picky', { status: 422, times: 1 });
  await driven.run('for (const text of ["bad", "good"]) await predawn.send("picky", text);');
  await arrive(site, 'picky', ['good']);
  const states = await driven.run<string[]>('return (await predawn.library.outbox()).map(entry => entry.state)');
  assert.deepEqual(states, ['dead']);
}
