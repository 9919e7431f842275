// The rhythm in a really installed Chromium: a visible page restarts the timers at a right time only, and a push wakes a stopped worker.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, CDPSession, Page } from 'puppeteer-core';
import { payloadOf } from '../../feeds/gateway/push-send.ts';
import { sessionAt } from '../../src/core/local-clock.ts';
import type { Session, WakeReport } from '../../src/core/model.ts';
import type { Timers } from '../../src/core/timers.ts';
import { TAGS } from '../../src/sync/messages.ts';
import { installApp, launchChromium, watchBackground } from '../support/chromium.ts';
import { startGateway } from '../support/gateway.ts';
import type { GatewayProcess } from '../support/gateway.ts';
import { inStore } from '../support/in-store.ts';
import { openEmpty, subscribe, wakesEnd, workerReady } from '../support/reader.ts';
import { until } from '../support/until.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** East of Greenwich by so many hours it is evening now. */
const offsetHours = ((18 - new Date().getUTCHours() + 35) % 24) - 11;

let gateway: GatewayProcess;
let browser: Browser;
let page: Page;

before(async () => {
  gateway = await startGateway();
  browser = await launchChromium();
  await browser
    .defaultBrowserContext()
    .setPermission(gateway.origin, { permission: { name: 'notifications' }, state: 'granted' });
  page = await browser.newPage();
  // A phone at half past six in the evening, whatever the clock says here.
  await page.emulateTimezone(`Etc/GMT${offsetHours > 0 ? '-' : '+'}${String(Math.abs(offsetHours))}`);
  await page.setUserAgent({
    userAgent: (await browser.userAgent()).replace('(X11; Linux x86_64)', '(Linux; Android 16)'),
    userAgentMetadata: { platform: 'Android', platformVersion: '16', architecture: '', model: '', mobile: true },
  });
  await openEmpty(page, gateway.origin);
  await workerReady(page);
  await installApp(browser, gateway.origin);
});

after(async () => {
  await browser.close();
  await gateway.stop();
});

test('a visible page leaves timers that stand well, and restarts those that would miss the reading', async () => {
  const watch = await watchBackground(page, 'periodicBackgroundSync');
  const { events } = watch;
  await page.reload();
  await until(async () => (await storedTimers(page)) !== undefined, {
    what: 'the first visit starts the timers',
  });
  await until(() => registered(events) >= 2, { what: 'the browser has noted both tags' });
  assert.equal(unregistered(events), 0, events.join('\n'));

  // Reads 6.5 hours from now every day; the timers are due half an hour before that: nothing is better.
  await learn(page, Date.now() + 6.5 * HOUR);
  await setTimers(page, 6, 18);
  events.length = 0;
  await visit(page);
  assert.deepEqual([unregistered(events), (await timers(page))[0]], [0, 'kept'], events.join('\n'));

  // Reads 12.5 hours from now: started again now, they are due half an hour before that.
  await learn(page, Date.now() + 12.5 * HOUR);
  await setTimers(page, 1, 13);
  await visit(page);
  await until(async () => (await timers(page))[0] === 'restarted', { what: 'the timers are restarted' });
  await until(() => unregistered(events) === 2 && registered(events) === 2, {
    what: `both are unregistered and registered: ${events.join('\n')}`,
  });
  await watch.stop();
});

test('a push wakes a stopped worker; within the budget silently, and then with one notification', async () => {
  await subscribe(page, `${gateway.origin}/newsroom/courier.xml`);
  await until(async () => (await page.$$('article, [role=article]')).length > 0, {
    what: 'there is something to read',
  });
  await wakesEnd(page);
  const push = await pusher(page);
  for (const count of [1, 2]) {
    await push({ kind: 'wake' });
    await until(async () => (await pushWakes(page)).length === count, { what: `wake ${String(count)} by push` });
    assert.deepEqual(await notifications(page), []);
  }

  await push({ kind: 'wake' });

  const shown = await until(() => notifications(page).then(found => found.length > 0 && found), {
    what: 'the third is seen',
  });
  assert.equal(shown.length, 1);
  assert.match(shown[0] ?? '', /^Your (\d\d:\d\d )?edition is ready: \d+ stories, /);

  // As the gateway says it to engines that show it themselves: the worker says it better, and in the place of the one before.
  await push(JSON.parse(payloadOf({ isVisible: true, origin: gateway.origin }, 3)) as object);
  await until(async () => (await pushWakes(page)).length === 4, { what: 'a wake by a declarative push' });
  const again = await until(() => notifications(page).then(found => found.length > 0 && found), { what: 'it is seen' });
  assert.equal(again.length, 1);
  assert.match(again[0] ?? '', /^Your (\d\d:\d\d )?edition is ready: \d+ stories, /);
});

const registered = (events: readonly string[]): number => events.filter(event => /^Registered/i.test(event)).length;
const unregistered = (events: readonly string[]): number => events.filter(event => /^Unregistered/i.test(event)).length;

/** Twenty days with a session at that time of day, and none besides. */
async function learn(page: Page, at: number): Promise<void> {
  const sessions = Array.from({ length: 20 }, (_, ago) => {
    const start = at - (ago + 1) * DAY;
    return sessionAt(start, start + 8 * MINUTE, () => offsetHours * 60);
  });
  await inStore(page, 'clear', ['session']);
  for (const session of sessions) await put(page, ['session', session.startedAt], session);
}

async function setTimers(page: Page, hoursA: number, hoursB: number): Promise<void> {
  const now = Date.now();
  await put(page, ['meta', 'steering'], {
    restartedAt: now - DAY,
    timers: [
      { tag: TAGS.morningA, dueAt: now + hoursA * HOUR },
      { tag: TAGS.morningB, dueAt: now + hoursB * HOUR },
    ],
  });
}

async function timers(page: Page): Promise<['kept' | 'restarted', Timers | undefined]> {
  const found = await storedTimers(page);
  return [found && Date.now() - found.restartedAt < HOUR ? 'restarted' : 'kept', found];
}

/** A page is opened and looks at the timers: its lock has been held and let go. */
async function visit(page: Page): Promise<void> {
  await page.reload();
  await page.waitForFunction(() =>
    performance.getEntriesByType('resource').some(({ name }) => name.includes('bridge-steering')),
  );
  await page.evaluate(() => navigator.locks.request('predawn-steering', () => undefined));
}

async function pushWakes(page: Page): Promise<readonly WakeReport[]> {
  const wakes = (await inStore(page, 'family', ['wake'])) as WakeReport[];
  return wakes.filter(wake => wake.reason === 'push' && wake.result !== 'running');
}

async function notifications(page: Page): Promise<string[]> {
  return await page.evaluate(async () =>
    (await (await navigator.serviceWorker.ready).getNotifications()).map(({ title, body }) => `${title}: ${body}`),
  );
}

/** Each message finds the worker stopped, as a push service would. */
async function pusher(page: Page): Promise<(message: object) => Promise<void>> {
  const cdp: CDPSession = await page.createCDPSession();
  const found = new Promise<string>(done => {
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      if (registrations[0]) done(registrations[0].registrationId);
    });
  });
  let status = '';
  cdp.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
    status = versions.find(version => version.status === 'activated')?.runningStatus ?? status;
  });
  await cdp.send('ServiceWorker.enable');
  const registrationId = await found;
  return async message => {
    // What the page has to say to it (print anew) may start it again in between.
    const isStopped = async (): Promise<boolean> => {
      if (status !== 'stopped') await cdp.send('ServiceWorker.stopAllWorkers');
      return status === 'stopped';
    };
    await until(isStopped, { what: 'the worker is stopped' });
    const { origin } = new URL(page.url());
    await cdp.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data: JSON.stringify(message) });
  };
}

async function storedTimers(page: Page): Promise<Timers | undefined> {
  return (await inStore(page, 'get', ['meta', 'steering'])) as Timers | undefined;
}

async function put(page: Page, key: (string | number)[], value: Session | Timers): Promise<void> {
  await inStore(page, 'put', key, value);
}
