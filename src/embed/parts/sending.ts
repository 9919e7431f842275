// Sending what waits, from a page: one set of listeners while any element is there that sends or shows it.

import type { OutboxEntry, SendRequest } from '../../core/outbox.ts';
import { EMBED_TAGS } from '../../sync/embed/names.ts';
import { sendAll, type SendAllResult } from '../../sync/embed/outbox.ts';
import { openStore, registerSync } from './store.ts';

export type BeforeSend = (request: SendRequest, entry: OutboxEntry) => Promise<SendRequest>;

let members = 0;
let listening: AbortController | undefined;
let subject: string | null = null;
let beforeSend: BeforeSend | undefined;

/** Called by each such element when it comes into the page; answers what to call when it leaves. */
export function join(): () => void {
  if (members++ === 0) listen();
  return () => {
    if (--members > 0) return;
    listening?.abort();
    listening = undefined;
  };
}

/** Who is signed in at the host, and how its token is refreshed. */
export function signIn(who: string | null, hook: BeforeSend | undefined): void {
  const isOther = who !== subject;
  subject = who;
  beforeSend = hook ?? beforeSend;
  if (isOther) void sendQuietly();
}

let sending: Promise<SendAllResult> | undefined;
let again = false;

/** Sends all that may go now. Asked while it sends, it does so once more after that: what called for it may have changed the answer. */
export function sendNow(): Promise<SendAllResult> {
  if (sending) again = true;
  sending ??= send().finally(() => (sending = undefined));
  return sending;
}

async function send(): Promise<SendAllResult> {
  let result: SendAllResult;
  do {
    again = false;
    result = await sendAll({
      store: await openStore(),
      fetch: (input, init) => fetch(input, init),
      now: Date.now,
      origin: location.origin,
      locks: (navigator as { locks?: LockManager }).locks,
      waitMs: 0,
      subject,
      beforeSend,
    });
  } while (asked());
  return result;
}

function asked(): boolean {
  return again;
}

function listen(): void {
  listening = new AbortController();
  const { signal } = listening;
  const now = (): void => void sendQuietly();
  window.addEventListener('online', now, { signal });
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && now(), { signal });
  now();
}

/** A page that opens with entries waiting tries at once, and registers the tag again. What fails stays and says why. */
async function sendQuietly(): Promise<void> {
  try {
    const { db } = await openStore();
    if ((await db.count('outbox')) === 0) return;
    if ((await sendNow()).waiting > 0) await registerSync(EMBED_TAGS.outbox);
  } catch {
    // No storage: elements that need it say so themselves.
  }
}
