// Entry of `parser.js`: reading feeds without a gateway, for the worker to import when it is needed.

import { createDirectReader } from '../src/sync/direct.ts';

declare const self: ServiceWorkerGlobalScope & { predawnDirect?: typeof createDirectReader };

self.predawnDirect = createDirectReader;
