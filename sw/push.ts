// Push: the wake; and one notification, always where the engine demands that a push be seen, else where there is news and it is wished.

import { mustPushBeVisible } from '../src/sync/push-engine.ts';
import { HOUR_MS } from '../src/core/local-clock.ts';
import type { Library } from '../src/store/library-api.ts';
import { open } from './context.ts';
import { showEdition, showMessage } from './notifications.ts';

/** Firefox and WebKit end a push after 30 seconds; the notification must be out before. */
const WAKE_MS = 22_000;
/** Chromium allows about three silent pushes a day at the engagement of a daily reader, WebKit none, Firefox ever fewer. */
const SILENT_BUDGET = 2;
const BUDGET_MS = 20 * HOUR_MS;

export async function onPush(data: PushMessageData | null): Promise<void> {
  const message = read(data);
  const { wakeFor, library } = await open();
  // What says something is said, whatever the engine; and beyond its budget Chromium would show a sentence of its own.
  const isVisible = mustPushBeVisible() || message?.title !== undefined || (await isBudgetSpent(library));
  // Where this handler shows one itself, the wake shows none: the notification stays one.
  const how = { waitMs: 0, signal: AbortSignal.timeout(WAKE_MS), silent: isVisible };
  const report = await wakeFor('push', how).catch(() => undefined);
  if (!isVisible) return;
  const edition = await library.edition();
  const { language } = await library.settings();
  if (edition && edition.articleIds.length > 0 && report?.result !== 'failed') {
    await showEdition({ newArticles: edition.articleIds.length, edition, language });
  } else await showMessage(message ?? {}, language);
}

/** Where this cannot be read, the safe side is to be seen. */
async function isBudgetSpent(library: Library): Promise<boolean> {
  try {
    const since = Date.now() - BUDGET_MS;
    const pushes = (await library.wakes(40)).filter(wake => wake.reason === 'push' && wake.startedAt > since);
    return pushes.length >= SILENT_BUDGET;
  } catch {
    return true;
  }
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
