// When the process is thrifty: while somebody reads, a moment longer, and not for each pause.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createThrift } from '../../feeds/gateway/thrift.ts';

test('thrifty from the first reader to a moment after the last', t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const told: boolean[] = [];
  const thrift = createThrift(isThrifty => told.push(isThrifty));
  const [one, two] = [{}, {}];
  thrift.begin(one);
  thrift.begin(two);
  thrift.end(one);
  t.mock.timers.tick(1_000);
  assert.deepEqual(told, [true]);
  thrift.end(two);
  t.mock.timers.tick(50);
  thrift.begin(one);
  t.mock.timers.tick(1_000);
  assert.deepEqual(told, [true], 'a pause is not an end');
  thrift.end(one);
  t.mock.timers.tick(1_000);
  assert.deepEqual(told, [true, false]);
  thrift.end(one);
  t.mock.timers.tick(1_000);
  assert.deepEqual(told, [true, false], 'who has ended cannot end again');
});
