// The rows that follow from a stored row: left out where rows are kept elsewhere, and made again on the way back.

import { coalesceKeyOf } from '../core/action.ts';
import type { Status } from '../core/model.ts';
import type { OutboxEntry } from '../core/outbox.ts';
import type { Key } from './backend.ts';
import { keys } from './keys.ts';
import { listKeysOf } from './lists.ts';

/** List and index rows of a status or an outbox entry; none of anything else. */
export function derivedRows([family]: Key, value: unknown): (readonly [Key, unknown])[] {
  if (family === 'status')
    return listKeysOf(value as Status).map(listKey => [listKey, (value as Status).feedId] as const);
  if (family !== 'outbox') return [];
  const entry = value as OutboxEntry;
  if (entry.state === 'dead' || entry.state === 'handed-over') return [[keys.outboxEnded(entry.seq), entry.state]];
  const parts = coalesceKeyOf(entry.action, entry.destination.id);
  return parts === undefined ? [] : [[keys.coalesce(parts), entry.seq]];
}
