// A click on a notification opens what it is about, in a window that is there or a new one.

declare const self: ServiceWorkerGlobalScope;

export async function onNotificationClick(notification: Notification): Promise<void> {
  notification.close();
  const data = notification.data as { url?: unknown } | null;
  const url = new URL(typeof data?.url === 'string' ? data.url : '/', self.location.origin);
  if (url.origin !== self.location.origin) return;
  const all = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const same = all.find(window => new URL(window.url).pathname === url.pathname);
  if (same) {
    await same.focus();
    return;
  }
  // Only a window under this worker can be led elsewhere; and one click allows one window to be raised or opened.
  const [ours] = await self.clients.matchAll({ type: 'window' });
  if (!ours) {
    await self.clients.openWindow(url.href);
    return;
  }
  const moved = await ours.navigate(url.href);
  await (moved ?? ours).focus();
}
