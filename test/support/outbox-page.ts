// Runs in the page of the outbox site: the product's own library and bridge, within reach of a test.

import { openBridge } from '../../src/app/bridge.ts';
import type { Destination } from '../../src/core/outbox.ts';
import { openLibrary as openPlain, type LibraryOptions } from '../../src/store/library.ts';
import type { Library } from '../../src/store/library-api.ts';
import * as secondCopy from '../../src/store/second-copy.ts';

export interface SendOptions {
  /** Origin of the destination; default this page's own. */
  readonly origin?: string;
  /** Default: takes the key in a header. */
  readonly how?: Partial<Destination>;
}

/** As the reader opens it. */
const openLibrary = (options: LibraryOptions = {}): Promise<Library> =>
  openPlain({ secondCopy: () => Promise.resolve(secondCopy), ...options });

const library = await openLibrary();
const bridge = openBridge({ library });
bridge.onMessage(message => {
  if (message.kind === 'show') location.assign(message.url);
});

const predawn = {
  library,
  bridge,
  openLibrary,
  /** A message to `/d/<destination>`: kept, registered, tried. Answers when it is kept. */
  async send(destination: string, text: string, { origin = '', how = {} }: SendOptions = {}): Promise<string> {
    const entry = await library.act(
      {
        kind: 'send',
        title: text,
        request: {
          url: `${origin || location.origin}/d/${destination}`,
          method: 'POST',
          headers: {},
          body: { kind: 'text', text: JSON.stringify({ text }), type: 'application/json' },
        },
      },
      {
        now: Date.now(),
        destination: {
          id: destination,
          key: { kind: 'header', name: 'Idempotency-Key' },
          mode: 'cors',
          onUnknown: 'resend',
          onConflict: 'acknowledged',
          ...how,
        },
      },
    );
    const registered = bridge.acted(entry);
    predawn.registered = registered;
    return entry?.id ?? '';
  },
  /** How the last action's tag was taken. */
  registered: Promise.resolve<string>('nothing-to-send'),
};

declare global {
  var predawn: {
    readonly library: typeof library;
    readonly bridge: typeof bridge;
    readonly openLibrary: typeof openLibrary;
    send(destination: string, text: string, options?: SendOptions): Promise<string>;
    registered: Promise<string>;
  };
}

globalThis.predawn = predawn;
document.title = 'ready';
