// What a person waits to see on the reader's page.

import { waitUntil } from '@open-wc/testing';

/** A busy machine is slow, not wrong. */
export const until: typeof waitUntil = (fact, what) => waitUntil(fact, what, { timeout: 8_000 });

export const text = (selector: string): string =>
  document.querySelector(selector)?.textContent?.replace(/\s+/g, ' ').trim() ?? '';

export const seen = (selector: string): Promise<void> =>
  until(() => document.querySelector<HTMLElement>(selector)?.checkVisibility() === true, selector);
