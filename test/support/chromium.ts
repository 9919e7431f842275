// Real Chromium for tests and benches: fresh profiles, real installation, short periods, sudden death.

import puppeteer, { TargetType } from 'puppeteer-core';
import type { Browser, CDPSession, Page } from 'puppeteer-core';
import { chromiumFlags, chromiumPath } from './chromium-flags.mjs';

/** Sync retries after 2 s; periods that the page may ask for in seconds. */
const SHORT_SYNC = 'initial_retry_delay_sec/2/retry_delay_factor/1/max_sync_attempts/3';
const SHORT_PERIOD = 'min_periodic_sync_events_interval_sec/2/min_recovery_time_sec/1';

export interface ChromiumOptions {
  /** Folder of the profile; a temporary one that goes with the browser otherwise. */
  readonly profile?: string;
  /** Program to start instead, as `Network.wrapper` makes it. */
  readonly program?: string;
  /** Background syncs retried and periodic syncs fired within seconds (field trial). */
  readonly shortSync?: boolean;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export async function launchChromium({
  profile,
  program,
  shortSync = false,
  args = [],
  env,
}: ChromiumOptions = {}): Promise<Browser> {
  const trial = [
    '--force-fieldtrials=BackgroundSync/T',
    `--force-fieldtrial-params=BackgroundSync.T:${SHORT_SYNC}/${SHORT_PERIOD}`,
  ];
  return await puppeteer.launch({
    executablePath: program ?? chromiumPath(),
    headless: true,
    // A pipe reaches browsers whose network is cut, and `PWA.install` asks for one.
    pipe: true,
    args: [...chromiumFlags, ...(shortSync ? trial : []), ...args],
    ...(profile === undefined ? {} : { userDataDir: profile }),
    ...(env === undefined ? {} : { env: { ...process.env, ...env } }),
    protocolTimeout: 60_000,
  });
}

/** Installs the app as a person would; periodic sync is then granted by the browser itself. */
export async function installApp(browser: Browser, origin: string, manifestId = `${origin}/`): Promise<void> {
  const cdp = await browser.target().createCDPSession();
  await cdp.send('PWA.install', { manifestId, installUrlOrBundleUrl: `${origin}/` });
  await cdp.send('PWA.changeAppUserSettings', { manifestId, displayMode: 'standalone' });
  await cdp.detach();
}

/** SIGKILL: the battery is empty. */
export async function killBrowser(browser: Browser): Promise<void> {
  const child = browser.process();
  // One that a signal has ended has no exit code.
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise(done => child.once('exit', done));
  child.kill('SIGKILL');
  await gone;
}

/** `factor` 4 is a cheap phone. Lasts as long as the page. */
export async function throttle(page: Page, factor: number): Promise<void> {
  await page.emulateCPUThrottling(factor === 1 ? null : factor);
}

/** One line an event of the browser's own log of background services ("backgroundSync", "periodicBackgroundSync" …). */
export async function watchBackground(
  page: Page,
  service: 'backgroundSync' | 'periodicBackgroundSync' | 'pushMessaging' | 'notifications',
): Promise<{ readonly events: string[]; stop(): Promise<void> }> {
  const cdp: CDPSession = await page.createCDPSession();
  const events: string[] = [];
  cdp.on('BackgroundService.backgroundServiceEventReceived', ({ backgroundServiceEvent: event }) => {
    const details = event.eventMetadata.map(({ key, value }) => `${key}: ${value}`).join(', ');
    events.push(`${event.eventName} ${event.instanceId} ${details}`.trim());
  });
  await cdp.send('BackgroundService.startObserving', { service });
  await cdp.send('BackgroundService.setRecording', { service, shouldRecord: true });
  return { events, stop: () => cdp.detach() };
}

/** Service workers, cut off or let through: held syncs wait for it. Answers the way to end the emulation. */
export async function cutWorkers(browser: Browser): Promise<() => Promise<void>> {
  const sessions: CDPSession[] = [];
  for (const target of browser.targets().filter(target => target.type() === TargetType.SERVICE_WORKER)) {
    const session = await target.createCDPSession();
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', {
      offline: true,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: -1,
    });
    sessions.push(session);
  }
  return async () => {
    for (const session of sessions) await session.detach().catch(() => undefined);
  };
}
