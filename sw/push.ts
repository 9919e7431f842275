// Push: the wake, and a visible notification whatever comes of it: engines take back subscriptions of those who stay silent.

import { open } from './context.ts';
import { showEdition, showMessage } from './notifications.ts';

/** Firefox and WebKit end a push after 30 seconds; the notification must be out before. */
const WAKE_MS = 22_000;

export async function onPush(data: PushMessageData | null): Promise<void> {
  const message = read(data);
  const { wakeFor, library } = await open();
  const report = await wakeFor('push', { waitMs: 0, signal: AbortSignal.timeout(WAKE_MS), silent: true }).catch(
    () => undefined,
  );
  const edition = await library.edition();
  const { language } = await library.settings();
  if (edition && edition.articleIds.length > 0 && report?.result !== 'failed') {
    await showEdition({ newArticles: edition.articleIds.length, edition, language });
  } else await showMessage(message ?? {}, language);
}

/** Plain JSON, or a Declarative Web Push message (`{web_push: 8030, notification: {title, body, navigate}}`). */
function read(data: PushMessageData | null): { title?: string; body?: string; url?: string } | undefined {
  try {
    const json = data?.json() as { notification?: Record<string, unknown> } & Record<string, unknown>;
    const from = json.notification ?? json;
    const text = (name: string): string | undefined => (typeof from[name] === 'string' ? from[name] : undefined);
    const [title, body, url] = [text('title'), text('body'), text('navigate') ?? text('url')];
    return {
      ...(title === undefined ? {} : { title }),
      ...(body === undefined ? {} : { body }),
      ...(url === undefined ? {} : { url }),
    };
  } catch {
    return undefined;
  }
}
