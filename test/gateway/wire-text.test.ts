// Lines put together from kept items: sent as they stand in memory where they can be, copied where a small part would hold a large whole.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemsLine } from '../../feeds/gateway/wire-text.ts';

const FIELDS = { url: 'https://a.example/', cursor: 'c' };
const HEAD = '{"title":"A"}';
const bytes = Buffer.from('{"id":"3"},{"id":"2"},{"id":"1"}');
const stored = new Uint8Array(bytes);
const item = (n: number) => stored.subarray(n * 11, n * 11 + 10);

function told(items: readonly Uint8Array[]): { ids: string[]; shared: boolean } {
  const parts = itemsLine('updated', FIELDS, HEAD, items);
  const line = JSON.parse(Buffer.concat(parts).toString()) as { items: { id: string }[] };
  return { ids: line.items.map(({ id }) => id), shared: parts.some(part => part.buffer === stored.buffer) };
}

test('neighbours in order are sent from where they stand', () => {
  assert.deepEqual(told([item(0), item(1), item(2)]), { ids: ['3', '2', '1'], shared: true });
  assert.deepEqual(told([item(1), item(2)]), { ids: ['2', '1'], shared: true });
});

test('others are copied: in another order, with one left out, or a small part of a large whole', () => {
  assert.deepEqual(told([item(2), item(0)]), { ids: ['1', '3'], shared: false });
  assert.deepEqual(told([item(0), item(2)]), { ids: ['3', '1'], shared: false });
  assert.deepEqual(told([item(1)]), { ids: ['2'], shared: false });
  assert.deepEqual(told([]), { ids: [], shared: false });
});

test('neighbours without a comma between them are not taken for one text', () => {
  const whole = new Uint8Array(Buffer.from('{"id":"3"} {"id":"2"}'));
  const parts = itemsLine('updated', FIELDS, HEAD, [whole.subarray(0, 10), whole.subarray(11)]);
  assert.equal((JSON.parse(Buffer.concat(parts).toString()) as { items: unknown[] }).items.length, 2);
});
