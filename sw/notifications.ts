// Shows notifications where the person allowed them; otherwise nothing happens, and nothing fails.

import { chooseNotice, editionNotice, type Notice, plainNotice, savedNotice } from '../src/core/notices.ts';
import type { Library } from '../src/store/library-api.ts';
import type { Notices } from '../src/sync/host.ts';
import type { EditionNews } from '../src/sync/wake.ts';

declare const self: ServiceWorkerGlobalScope;

export function createNotices(library: Library): Notices {
  const language = async (): Promise<string> => (await library.settings()).language;
  return {
    edition: showEdition,
    saved: async ({ headline }) => show(savedNotice(headline.id, headline.title, await language())),
    chooseFeed: async (feed, candidates) => show(chooseNotice(feed.id, feed.url, candidates, await language())),
  };
}

export async function showEdition({ edition, newArticles, language }: EditionNews): Promise<void> {
  await show(editionNotice(edition, newArticles, language));
}

export async function showMessage(message: { title?: string; body?: string; url?: string }, language: string) {
  await show(plainNotice(message, language));
}

async function show({ title, body, tag, url }: Notice): Promise<void> {
  if (Notification.permission !== 'granted') return;
  const icon = '/icons/icon-192.png';
  await self.registration.showNotification(title, { body, tag, icon, badge: icon, data: { url } });
}
