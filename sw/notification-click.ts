// A click on a notification shows what it is about: in the window that shows it already, else in one that is open, else in a new one.

import type { WorkerMessage } from '../src/sync/messages.ts';

declare const self: ServiceWorkerGlobalScope;

/** A window that has not said where it is by then is not our page, or hangs, milliseconds. */
const ANSWER_MS = 500;

export async function onNotificationClick(notification: Notification): Promise<void> {
  notification.close();
  const data = notification.data as { url?: unknown } | null;
  const url = new URL(typeof data?.url === 'string' ? data.url : '/', self.location.origin);
  if (url.origin !== self.location.origin) return;
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  // Its address here is the one that it was opened by; what it shows by now, only the window knows.
  const shown = await Promise.all(windows.map(whereIs));
  const at = shown.indexOf(url.pathname);
  const same = windows[at];
  if (same) {
    await same.focus();
    return;
  }
  const ours = windows.find((_, i) => shown[i] !== undefined);
  if (!ours) {
    await self.clients.openWindow(url.href);
    return;
  }
  const show: WorkerMessage = { kind: 'show', url: url.pathname + url.search };
  ours.postMessage(show);
  await ours.focus();
}

/** The path that a window shows; undefined where it does not answer. */
async function whereIs(window: WindowClient): Promise<string | undefined> {
  const { port1, port2 } = new MessageChannel();
  try {
    return await new Promise<string | undefined>(resolve => {
      const timer = setTimeout(() => resolve(undefined), ANSWER_MS);
      port1.onmessage = ({ data }: MessageEvent<unknown>) => {
        clearTimeout(timer);
        resolve(typeof data === 'string' ? data : undefined);
      };
      const ask: WorkerMessage = { kind: 'where' };
      window.postMessage(ask, [port2]);
    });
  } finally {
    port1.close();
  }
}
