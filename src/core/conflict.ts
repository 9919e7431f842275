// What a server says of an article, against what the person did here and the server has not yet heard: the person wins, field by field.

import { markStatus } from './action.ts';
import type { ArticleId, Status } from './model.ts';
import type { OutboxEntry } from './outbox.ts';

export type Field = 'read' | 'starred' | 'progress';

/** The word of a server account of one article; absent fields say nothing. */
export interface ServerWord {
  readonly articleId: ArticleId;
  readonly read?: boolean;
  readonly starred?: boolean;
  readonly progress?: number;
}

const FIELDS: readonly Field[] = ['read', 'starred', 'progress'];
/** Given up, or over: the server's word counts again. */
const OVER: readonly OutboxEntry['state'][] = ['dead', 'handed-over'];

/**
 * The fields of each article that wait to be told to `destinationId`. In flight counts as pending: its answer may be older
 * than the server's word.
 */
export function pendingFields(
  entries: readonly OutboxEntry[],
  destinationId: string,
): ReadonlyMap<ArticleId, ReadonlySet<Field>> {
  const out = new Map<ArticleId, Set<Field>>();
  for (const { action, destination, state } of entries) {
    if (action.kind !== 'mark' || destination.id !== destinationId || OVER.includes(state)) continue;
    const fields = out.get(action.articleId) ?? new Set<Field>();
    out.set(action.articleId, fields.add(action.field));
  }
  return out;
}

/** The status after the server's word; the same object where nothing changes. A pending local change of a field stands. */
export function mergeServerWord(
  status: Status,
  word: ServerWord,
  pending: ReadonlySet<Field> | undefined,
  now: number,
): Status {
  return FIELDS.reduce((merged, field) => {
    const value = word[field];
    return value === undefined || pending?.has(field) === true ? merged : markStatus(merged, field, value, now);
  }, status);
}
