// <predawn-form>: an ordinary form whose submission is kept first and sent then, at once or when the network is back, tab open or not.

import { ReactiveElement, css } from 'lit';
import type { OutboxEntry } from '../core/outbox.ts';
import { EMBED_TAGS } from '../sync/embed/names.ts';
import { acknowledgedWord, forgetSubject, keepPost, readOutbox } from '../sync/embed/outbox.ts';
import { PredawnEvent, define } from './parts/define.ts';
import { readForm } from './parts/form-post.ts';
import { look } from './parts/look.ts';
import { join, sendNow, signIn, type BeforeSend } from './parts/sending.ts';
import { isFramed, openStore, registerSync } from './parts/store.ts';
import { sayTrouble } from './parts/words.ts';

export type FormState = 'idle' | 'pending' | 'sent' | 'refused';

/**
 * Wraps a `<form method="post">`. Its submission is written to the device, then sent; what fails for want of a network is sent later by
 * itself. Without JavaScript, for other methods, and for forms with a password or a card number, it stays a plain form.
 *
 * @tag predawn-form
 * @slot - The form.
 * @slot pending - Shown while something waits to be sent, in place of our own words.
 * @slot sent - Shown when it was acknowledged.
 * @slot refused - Shown when it was refused for good.
 * @fires {FormKeepEvent} predawn-form-keep - About to be kept; cancel it to let the form go its own way.
 * @fires {FormPendingEvent} predawn-form-pending - Kept on the device; `entry` is what will be sent.
 * @fires {FormSentEvent} predawn-form-sent - Acknowledged by the other side.
 * @fires {FormRefusedEvent} predawn-form-refused - Refused for good, or not kept; `code` and `reason` say why.
 * @csspart note - What is said about the submission.
 * @cssproperty --predawn-accent - Colour of a refusal.
 * @cssproperty --predawn-muted - Colour of what is said.
 * @cssproperty --predawn-space - Space above it.
 */
export class PredawnForm extends ReactiveElement {
  static override styles = [
    look,
    css`
      .note {
        margin-block-start: var(--_space);
      }
      .note[data-state='idle'] {
        display: none;
      }
      .note[data-state='refused'] {
        color: var(--_accent);
      }
    `,
  ];

  static override properties = {
    to: { reflect: true },
    key: { reflect: true },
    mode: { reflect: true },
    onUnknown: { attribute: 'on-unknown', reflect: true },
    subject: { reflect: true },
    beforeSend: { attribute: false },
    state: { reflect: true },
    said: { state: true },
  };

  /** Origin besides our own that the form's action may lead to. */
  declare to: string;
  /** How the other side takes the idempotency key: `header`, `header:Name`, `field:name`, `none`. */
  declare key: string;
  /** `opaque` for a site that answers nothing that a page may read: handed over is then all that can be said. */
  declare mode: string;
  /** What to do where nobody can say whether it arrived: `resend` or `ask`. */
  declare onUnknown: string;
  /** Who is signed in. What somebody else wrote is held until that person is back. */
  declare subject: string | null;
  /** May refresh a token: answers the request as it shall be sent. */
  declare beforeSend: BeforeSend | undefined;
  /** Where the last submission stands. */
  declare state: FormState;
  declare private said: string;

  /** What was submitted here and has not come to its end. */
  #mine = new Map<string, OutboxEntry>();
  /** What is said while it waits: how safe it is here. */
  #waits = '';
  #stopHearing: (() => void) | undefined;
  #note = document.createElement('p');
  #words = document.createElement('slot');

  constructor() {
    super();
    this.to = '';
    this.key = 'header';
    this.mode = 'cors';
    this.onUnknown = 'resend';
    this.subject = null;
    this.beforeSend = undefined;
    this.state = 'idle';
    this.said = '';
    this.addEventListener('submit', event => this.#onSubmit(event));
    let leave: (() => void) | undefined;
    this.addController({
      hostConnected: () => (leave = join()),
      hostDisconnected: () => {
        leave?.();
        this.#stopHearing?.();
        this.#stopHearing = undefined;
      },
    });
  }

  /** Wipes what this subject has waiting, at sign-out. Answers how many. */
  async forget(): Promise<number> {
    const store = await openStore();
    return this.subject === null ? 0 : forgetSubject(store, this.subject);
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('subject') || changed.has('beforeSend')) signIn(this.subject, this.beforeSend);
  }

  #onSubmit(event: SubmitEvent): void {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement)) return;
    const { to, key, mode, onUnknown, subject } = this;
    const read = readForm(form, event.submitter, { to, key, mode, onUnknown, subject });
    if (read.kind === 'plain' || !this.dispatchEvent(new FormKeepEvent(form))) return;
    event.preventDefault();
    if (read.kind === 'refused') this.#refuse(read.code);
    else void this.#keep(form, read.post);
  }

  async #keep(form: HTMLFormElement, post: Parameters<typeof keepPost>[1]): Promise<void> {
    let entry: OutboxEntry;
    let store: Awaited<ReturnType<typeof openStore>>;
    try {
      store = await openStore();
      entry = await keepPost(store, post, Date.now());
    } catch (error) {
      this.#refuse((error as { code?: string }).code ?? 'storage-failed');
      return;
    }
    this.#mine.set(entry.id, entry);
    this.#stopHearing ??= store.onChange(words => void this.#hear(words));
    form.reset();
    this.state = 'pending';
    this.#waits =
      store.db.kind === 'memory'
        ? 'Kept in this tab only: leave it open until it is sent.'
        : isFramed()
          ? 'Saved in this frame, will be sent while it is shown.'
          : 'Saved, will be sent.';
    this.said = this.#waits;
    this.dispatchEvent(new FormPendingEvent(entry));
    const registered = registerSync(EMBED_TAGS.outbox);
    await sendNow().catch(() => undefined);
    await registered;
  }

  /** What became of ours, whoever sent it: this page, another tab or the worker. */
  async #hear(words: readonly string[]): Promise<void> {
    if (this.#mine.size === 0) return;
    for (const entry of [...this.#mine.values()]) {
      if (words.includes(acknowledgedWord(entry.id))) this.#end(entry, 'Sent.');
    }
    if (!words.includes('outbox')) return;
    for (const entry of await readOutbox(await openStore())) {
      if (!this.#mine.has(entry.id)) continue;
      if (entry.state === 'handed-over') this.#end(entry, 'Handed over; this site gives no receipt.');
      else if (entry.state === 'dead') {
        this.#mine.delete(entry.id);
        this.#refuse(entry.lastError ?? 'refused', entry.reason);
      } else if (entry.lastError !== undefined && entry.state !== 'in-flight') {
        this.said = `${this.#waits} ${sayTrouble(entry.lastError)}`;
      }
    }
  }

  #end(entry: OutboxEntry, words: string): void {
    this.#mine.delete(entry.id);
    this.state = this.#mine.size > 0 ? 'pending' : 'sent';
    this.said = words;
    this.dispatchEvent(new FormSentEvent(entry));
  }

  #refuse(code: string, reason?: string): void {
    this.state = 'refused';
    this.said = `Not sent. ${reason ?? sayTrouble(code)}`;
    this.dispatchEvent(new FormRefusedEvent(code, reason));
  }

  /** Built by hand: a slot, and a line of words that a host may replace. */
  protected override createRenderRoot(): ShadowRoot {
    const root = super.createRenderRoot() as ShadowRoot;
    this.#note.part.add('note');
    this.#note.className = 'note';
    this.#note.role = 'status';
    this.#note.append(this.#words);
    root.append(document.createElement('slot'), this.#note);
    return root;
  }

  protected override update(changed: Map<PropertyKey, unknown>): void {
    super.update(changed);
    this.#note.dataset['state'] = this.state;
    this.#words.name = this.state;
    this.#words.textContent = this.said;
  }
}

/** About to be kept; cancel it and the browser submits the form as it always did. */
export class FormKeepEvent extends PredawnEvent {
  readonly form: HTMLFormElement;
  constructor(form: HTMLFormElement) {
    super('predawn-form-keep', true);
    this.form = form;
  }
}

/** Kept on the device. */
export class FormPendingEvent extends PredawnEvent {
  readonly entry: OutboxEntry;
  constructor(entry: OutboxEntry) {
    super('predawn-form-pending');
    this.entry = entry;
  }
}

/** Acknowledged. */
export class FormSentEvent extends PredawnEvent {
  readonly entry: OutboxEntry;
  constructor(entry: OutboxEntry) {
    super('predawn-form-sent');
    this.entry = entry;
  }
}

/** Refused for good, or not kept. */
export class FormRefusedEvent extends PredawnEvent {
  readonly code: string;
  readonly reason: string | undefined;
  constructor(code: string, reason: string | undefined) {
    super('predawn-form-refused');
    this.code = code;
    this.reason = reason;
  }
}

define('predawn-form', PredawnForm);

declare global {
  interface HTMLElementTagNameMap {
    'predawn-form': PredawnForm;
  }
  interface HTMLElementEventMap {
    'predawn-form-keep': FormKeepEvent;
    'predawn-form-pending': FormPendingEvent;
    'predawn-form-sent': FormSentEvent;
    'predawn-form-refused': FormRefusedEvent;
  }
}
