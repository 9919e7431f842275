// What an action changes at once on the device, and how that is taken back. Pure: status in, status out.

import { DEFAULT_FEED_SETTINGS, type ArticleId, type Feed, type FeedId, type Status } from './model.ts';
import type { Action, OutboxEntry, SendRequest } from './outbox.ts';

/** An optimistic change that a dead letter or a cancel takes back. */
export type Undo =
  | { readonly kind: 'none' }
  /** Set the field back, where it still holds what the action gave it. */
  | {
      readonly kind: 'mark';
      readonly articleId: ArticleId;
      readonly field: 'read' | 'starred' | 'progress';
      readonly value: boolean | number;
      readonly previous: boolean | number | undefined;
    }
  | { readonly kind: 'unsave'; readonly articleId: ArticleId }
  /** Remove the subscription, where nothing of it was ever fetched. */
  | { readonly kind: 'drop-pending-feed'; readonly feedId: FeedId };

export function undoOf(entry: Pick<OutboxEntry, 'action'>): Undo {
  const { action } = entry;
  switch (action.kind) {
    case 'mark':
      return {
        kind: 'mark',
        articleId: action.articleId,
        field: action.field,
        value: action.value,
        previous: action.previous,
      };
    case 'save':
      return { kind: 'unsave', articleId: action.articleId };
    case 'subscribe':
      return { kind: 'drop-pending-feed', feedId: action.feedId };
    case 'send':
    case 'refresh':
      return { kind: 'none' };
  }
}

/** The status after a mark; the same object where nothing changes. */
export function markStatus(
  status: Status,
  field: 'read' | 'starred' | 'progress',
  value: boolean | number | undefined,
  now: number,
): Status {
  switch (field) {
    case 'read':
      return status.read === (value === true) ? status : withTime(status, 'read', 'readAt', value === true, now);
    case 'starred':
      return status.starred === (value === true)
        ? status
        : withTime(status, 'starred', 'starredAt', value === true, now);
    case 'progress': {
      const progress = typeof value === 'number' ? Math.min(1, Math.max(0, value)) : undefined;
      if (status.progress === progress) return status;
      const { progress: _, ...rest } = status;
      return progress === undefined ? rest : { ...rest, progress };
    }
  }
}

export function saveStatus(status: Status, saved: boolean, now: number): Status {
  return status.saved === saved ? status : withTime(status, 'saved', 'savedAt', saved, now);
}

/** The status after an undo; the same object where something newer stands there. */
export function undoStatus(status: Status, undo: Undo, now: number): Status {
  if (undo.kind === 'unsave') return saveStatus(status, false, now);
  if (undo.kind !== 'mark' || (status[undo.field] ?? undefined) !== undo.value) return status;
  return markStatus(status, undo.field, undo.previous, now);
}

/** Two unsent entries with the same key are one: the later replaces the earlier. Undefined: never coalesced. */
export function coalesceKeyOf(action: Action, destinationId: string): readonly string[] | undefined {
  switch (action.kind) {
    case 'mark':
      return [destinationId, action.articleId, action.field];
    case 'save':
      return [destinationId, action.articleId, 'saved'];
    case 'subscribe':
      return [destinationId, action.feedId, 'subscribed'];
    case 'refresh':
      return [destinationId, 'refresh'];
    case 'send':
      return undefined;
  }
}

/** Whether `next` brings things back to where they were before `unsent`: then neither needs to go. */
export function cancelsOut(unsent: Action, next: Action): boolean {
  return unsent.kind === 'mark' && next.kind === 'mark' && (unsent.previous ?? fallback(unsent.field)) === next.value;
}

/** The mark that says the same as both: its `previous` is that of the first. */
export function coalesced(unsent: Action, next: Action): Action {
  return unsent.kind === 'mark' && next.kind === 'mark' ? { ...next, previous: unsent.previous } : next;
}

/** The most that one message may hold, files and fields together, bytes. */
export const MOST_SEND_BYTES = 25 * 1024 * 1024;

/** What a request brings with it: its text or fields, and its files. */
export function sendBytes({ body }: SendRequest, blobs?: ReadonlyMap<string, { readonly size: number }>): number {
  const files = [...(blobs?.values() ?? [])].reduce((sum, { size }) => sum + size, 0);
  if (body.kind === 'none') return files;
  if (body.kind === 'text') return files + utf8Bytes(body.text);
  return body.fields.reduce((sum, field) => sum + ('value' in field ? utf8Bytes(field.value) : 0), files);
}

/** As it goes over the wire. */
function utf8Bytes(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
  }
  return bytes;
}

/** A subscription that was asked for and not yet fetched. */
export function pendingFeed(action: Extract<Action, { kind: 'subscribe' }>, order: number, now: number): Feed {
  return {
    id: action.feedId,
    url: action.url,
    title: action.url,
    ...(action.folderId === undefined ? {} : { folderId: action.folderId }),
    order,
    addedAt: now,
    state: { kind: 'pending' },
    settings: DEFAULT_FEED_SETTINGS,
  };
}

function fallback(field: 'read' | 'starred' | 'progress'): boolean | undefined {
  return field === 'progress' ? undefined : false;
}

function withTime<F extends 'read' | 'starred' | 'saved'>(
  status: Status,
  field: F,
  timeField: `${F}At`,
  value: boolean,
  now: number,
): Status {
  const { [timeField]: _, ...rest } = status;
  return { ...(rest as Status), [field]: value, ...(value ? { [timeField]: now } : {}) };
}
