// The bare page's worker: Workbox, precache, nothing else.

import { precacheAndRoute } from 'workbox-precaching';

declare const __BARE_MANIFEST__: { url: string; revision: string | null }[];

precacheAndRoute(__BARE_MANIFEST__);
