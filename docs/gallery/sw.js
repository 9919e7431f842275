// The gallery's worker is its snippet. That it takes its pages over at once is the host's choice, never the kit's.

importScripts('worker.js');

self.addEventListener('install', () => void self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));
