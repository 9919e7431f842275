import { createPredawn } from 'predawn/sw';
import { clientsClaim } from 'workbox-core';
import { cleanupOutdatedCaches, precacheAndRoute } from 'workbox-precaching';

// Yours, as it was.
precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
clientsClaim();

// Predawn's: one line, before or after yours.
createPredawn({ feeds: ['/newsroom/harbour.atom'], pages: ['/newsroom/gallery/workbox/'] }).install(self);
