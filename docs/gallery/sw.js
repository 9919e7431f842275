// A worker written by hand, with the kit in it.
/* global importScripts, predawn, self */

importScripts('predawn/sw-classic.js');

const kit = predawn.createPredawn({
  feeds: ['/newsroom/platform-weekly.json'],
  pages: ['/newsroom/gallery/'],
  times: ['07:00'],
});
kit.install(self);

self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));
