// The outbox where there is no Background Sync: Firefox and WebKitGTK deliver with a page open, once and in order, whatever the server does.

import { test } from 'node:test';
import { FIREFOX, outboxBehaviours, WEBKIT } from '../support/outbox-behaviours.ts';

for (const engine of [FIREFOX, WEBKIT]) {
  test(`${engine.name}: server stopped and started, tab reloaded: all delivered once`, { timeout: 120_000 }, () =>
    outboxBehaviours(engine),
  );
}
