// A desktop that shows notifications and clicks on each: a session bus of its own with a notification service on it.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Browser, CDPSession, Page } from 'puppeteer-core';
import { startProgram } from './child.ts';

export interface Desktop {
  /** For the browser's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Waits until a notification of this title has been shown; it is clicked on by itself. Answers title and body. */
  shown(title: string, timeoutMs?: number): Promise<readonly [string, string]>;
  stop(): Promise<void>;
}

/** Undefined where the machine has no `python3-dbus`. */
export async function startDesktop(): Promise<Desktop | undefined> {
  if (spawnSync('/usr/bin/python3', ['-c', 'import dbus, gi']).status !== 0) return undefined;
  const script = join(import.meta.dirname, 'notification-service.py');
  const program = startProgram('dbus-run-session', ['--', '/usr/bin/python3', script]);
  const [, bus] = await program.said(/^bus (.*)$/m);
  return {
    env: { DBUS_SESSION_BUS_ADDRESS: bus! },
    async shown(title, timeoutMs) {
      const start = `notified ${JSON.stringify([title]).slice(0, -1)}`;
      const escaped = start.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      const [line] = await program.said(new RegExp(`^${escaped}.*$`, 'm'), timeoutMs);
      return JSON.parse(line.slice('notified '.length)) as [string, string];
    },
    stop: () => program.stop(),
  };
}

export async function allowNotifications(browser: Browser, origin: string): Promise<void> {
  const permission = { permission: { name: 'notifications' }, state: 'granted' } as const;
  await browser.defaultBrowserContext().setPermission(origin, permission);
}

/** Wakes the worker of this page's origin by a push, as a push service would; the page may be closed by then. */
export async function pusher(page: Page): Promise<(message: object) => Promise<void>> {
  const cdp: CDPSession = await page.createCDPSession();
  const registered = new Promise<string>(done => {
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      if (registrations[0]) done(registrations[0].registrationId);
    });
  });
  await cdp.send('ServiceWorker.enable');
  const registrationId = await registered;
  const origin = new URL(page.url()).origin;
  return message =>
    cdp.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data: JSON.stringify(message) });
}
