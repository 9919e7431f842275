// A host's own worker, written by hand, with the kit in it. It tells a test what the kit took and what it left to the host.

import { createPredawn } from '../../../sw/kit.ts';

const predawn = createPredawn({ feeds: ['feed.json'], pages: ['story.html'] });
const left = [];

globalThis.addEventListener('fetch', event => {
  if (!predawn.fetch(event)) left.push(new URL(event.request.url).pathname);
});
globalThis.addEventListener('message', event => {
  const { call, tag = '' } = event.data;
  event.waitUntil(answer(call, tag).then(value => event.ports[0].postMessage(value)));
});

async function answer(call, tag) {
  if (call === 'deliver') return predawn.deliver();
  if (call === 'left') return left;
  const work = [];
  const event = { tag, waitUntil: promise => void work.push(promise) };
  let closed = false;
  if (call === 'push') event.data = { json: () => JSON.parse(event.tag) };
  if (call === 'notificationclick') event.notification = { data: JSON.parse(tag), close: () => void (closed = true) };
  if (call === 'push' || call === 'notificationclick') return { isOurs: predawn[call](event), closed };
  const isOurs = call === 'sync' ? predawn.sync(event) : predawn.periodicsync(event);
  const ended = await Promise.allSettled(work);
  return { isOurs, failed: ended.some(({ status }) => status === 'rejected') };
}
