// The words of notifications and how they are tagged: pure, so that page, worker and gateway say the same.

import { sayNumber } from './say.ts';

export interface Notice {
  readonly title: string;
  readonly body: string;
  /** A newer notice of the same tag replaces the older. */
  readonly tag: string;
  /** Route that a click opens. */
  readonly url: string;
}

interface Words {
  readonly edition: (name: string | undefined) => string;
  readonly stories: (count: string, one: boolean) => string;
  readonly onDevice: string;
  readonly arriving: string;
  readonly saved: string;
  readonly choose: string;
  readonly candidates: (count: string, address: string) => string;
  readonly news: string;
}

const EN: Words = {
  edition: name => (name === undefined ? 'Your edition is ready' : `Your ${name} edition is ready`),
  stories: (count, one) => `${count} ${one ? 'story' : 'stories'}`,
  onDevice: 'on this device, no network needed',
  arriving: 'still arriving',
  saved: 'Ready to read offline',
  choose: 'Which feed do you want?',
  candidates: (count, address) => `${count} feeds were found at ${address}`,
  news: 'There is news',
};

const DE: Words = {
  edition: name => (name === undefined ? 'Ihre Ausgabe ist da' : `Ihre Ausgabe von ${name} ist da`),
  stories: (count, one) => `${count} ${one ? 'Beitrag' : 'Beiträge'}`,
  onDevice: 'auf diesem Gerät, ohne Netz lesbar',
  arriving: 'noch unterwegs',
  saved: 'Offline lesbar',
  choose: 'Welchen Feed möchten Sie?',
  candidates: (count, address) => `${count} Feeds gefunden unter ${address}`,
  news: 'Es gibt Neues',
};

export function editionNotice(
  edition: { readonly name?: string; readonly complete: boolean },
  stories: number,
  language: string,
): Notice {
  const words = wordsFor(language);
  const count = words.stories(sayNumber(stories, { language, timeZone: 'UTC' }), stories === 1);
  const body = `${count}, ${edition.complete ? words.onDevice : words.arriving}`;
  return { title: words.edition(edition.name), body, tag: 'predawn-edition', url: '/' };
}

export function savedNotice(articleId: string, title: string, language: string): Notice {
  const url = `/article/${encodeURIComponent(articleId)}`;
  return { title: wordsFor(language).saved, body: title, tag: `predawn-saved-${articleId}`, url };
}

export function chooseNotice(feedId: string, address: string, candidates: number, language: string): Notice {
  const words = wordsFor(language);
  const count = sayNumber(candidates, { language, timeZone: 'UTC' });
  return {
    title: words.choose,
    body: words.candidates(count, address),
    tag: `predawn-choose-${feedId}`,
    url: '/feeds',
  };
}

/** Where a push came and nothing could be fetched: what the sender said, else that there is news. */
export function plainNotice(message: { title?: string; body?: string; url?: string }, language: string): Notice {
  const title = message.title ?? wordsFor(language).news;
  return { title, body: message.body ?? '', tag: 'predawn-edition', url: message.url ?? '/' };
}

function wordsFor(language: string): Words {
  return language.startsWith('de') ? DE : EN;
}
