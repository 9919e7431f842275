// Everything by which the elements and the kit are known in a host's origin. All of it begins with `predawn-embed`: nothing else is ever touched.

export const DATABASE = 'predawn-embed';
export const CHANNEL = 'predawn-embed-changes';
export const OUTBOX_LOCK = 'predawn-embed-outbox';
export const PAGES_CACHE = 'predawn-embed-pages';
export const EMBED_TAGS = {
  outbox: 'predawn-embed-outbox',
  /** One a page: `predawn-embed-save:<address>`. */
  save: 'predawn-embed-save:',
  morning: 'predawn-embed-morning',
  /** The second timer of a steered morning; its name begins with that of the first. */
  morningB: 'predawn-embed-morning-b',
} as const;
