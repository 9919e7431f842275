// A host's worker built with Workbox: what it precaches and routes is its own.

import { clientsClaim } from 'workbox-core';
import { cleanupOutdatedCaches, precacheAndRoute } from 'workbox-precaching';

precacheAndRoute([
  { url: '/host.css', revision: '1' },
  { url: '/shell.html', revision: '1' },
]);
cleanupOutdatedCaches();
globalThis.skipWaiting();
clientsClaim();
