// Says what became of what waited, wherever the person is: sent, handed over, refused, or in need of them. And keeps a tab whose memory alone
// holds it from being closed without a question.

import type { OutboxEntry } from '../core/outbox.ts';
import { sendingFor } from '../core/strings/sending-for.ts';
import { takeRestored } from '../store/second-copy.ts';
import type { App } from './app.ts';
import { notice } from './frame.ts';

/** Ids of entries that the person has taken back: they were not sent. */
export const takenBack = new Set<string>();

/** Goes on until the signal. */
export function watchOutbox(app: App, signal: AbortSignal): void {
  const { library, link, frame } = app;
  /** As they were when something was last said; and as they are. */
  let told = new Map<string, OutboxEntry>();
  let current: readonly OutboxEntry[] = [];
  const words = (): ReturnType<typeof sendingFor> => sendingFor(app.state.settings.language);

  const learn = async (): Promise<void> => {
    current = await library.outbox();
    for (const entry of current) if (!told.has(entry.id)) told.set(entry.id, entry);
  };

  /** One at a time, in the order of what happened: else one would read what the other has yet to tell. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<unknown>): void => {
    turn = turn.then(work).catch(frame.failed);
  };

  const tell = async (acknowledged: number): Promise<void> => {
    const before = told;
    await learn();
    const now = current;
    told = new Map(now.map(entry => [entry.id, entry]));
    const sends = (entries: Iterable<OutboxEntry>): OutboxEntry[] =>
      [...entries].filter(({ action }) => action.kind === 'send');
    const gone =
      acknowledged === 0 ? [] : sends(before.values()).filter(({ id }) => !told.has(id) && !takenBack.has(id));
    const changed = sends(now).filter(entry => before.get(entry.id)?.state !== entry.state);
    const dead = changed.find(({ state }) => state === 'dead');
    const asks = changed.find(({ state }) => state === 'needs-sign-in' || state === 'unknown');
    const over = changed.find(({ state }) => state === 'handed-over');
    const see = { label: words().see, run: () => app.router.go('/outbox') };
    if (dead) frame.notice(words().refused(titleOf(dead)), see);
    else if (asks) frame.notice(words().needsYou(titleOf(asks)), see);
    else if (gone[0]) frame.notice(gone.length === 1 ? words().sent(titleOf(gone[0])) : words().sentMany(gone.length));
    else if (over) frame.notice(words().wasHandedOver(titleOf(over)));
  };

  inTurn(learn);
  inTurn(async () => {
    if (!library.readOnly && (await takeRestored(library.backend)))
      notice(words().restored, [{ label: words().understood, run: () => undefined }], { stays: true });
  });
  const unhear = link.onMessage(message => {
    if (message.kind === 'replayed') inTurn(() => tell(message.acknowledged));
  });
  const unfollow = library.onChange(changed => {
    // What went is told when the replay says so.
    if (changed.some(([family]) => family === 'outbox')) inTurn(learn);
  });
  signal.addEventListener('abort', () => {
    unhear();
    unfollow();
  });

  if (library.backend.kind !== 'memory') return;
  addEventListener(
    'beforeunload',
    event => {
      const isWaiting = current.some(({ state }) => state !== 'dead' && state !== 'handed-over');
      if (isWaiting) event.preventDefault();
    },
    { signal },
  );
}

function titleOf({ action }: OutboxEntry): string {
  return action.kind === 'send' ? action.title : '';
}
