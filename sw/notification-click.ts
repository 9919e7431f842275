// A click on a notification opens what it is about, in a window that is there or a new one.

declare const self: ServiceWorkerGlobalScope;

export async function onNotificationClick(notification: Notification): Promise<void> {
  notification.close();
  const data = notification.data as { url?: unknown } | null;
  const url = new URL(typeof data?.url === 'string' ? data.url : '/', self.location.origin);
  if (url.origin !== self.location.origin) return;
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const there = windows.find(window => new URL(window.url).pathname === url.pathname) ?? windows[0];
  if (!there) {
    await self.clients.openWindow(url.href);
    return;
  }
  const focused = await there.focus().catch(() => there);
  if (new URL(focused.url).pathname === url.pathname) return;
  try {
    await focused.navigate(url.href);
  } catch {
    // A window that this worker does not control cannot be moved.
    await self.clients.openWindow(url.href);
  }
}
