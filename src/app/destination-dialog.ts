// Setting up a destination: what it is, how it takes a key, whether it answers; tried before it is saved.

import { html, nothing, type TemplateResult } from 'lit';
import {
  checkDestination,
  DEFAULT_TEMPLATE,
  type ConfiguredDestination,
  type DestinationKind,
  PRESETS,
} from '../core/destinations.ts';
import { type SendingStrings } from '../core/strings/en-sending.ts';
import { sendingFor } from '../core/strings/sending-for.ts';
import { underLock } from '../sync/locks.ts';
import { LOCKS } from '../sync/messages.ts';
import { type Person, tryDestination, type Tried } from '../sync/send-to.ts';
import type { App } from './app.ts';
import { wordsOf } from './error-words.ts';
import { putDestination } from './destinations.ts';
import { type Dialog, openDialog } from './dialog.ts';

type Field = 'url' | 'secret' | 'template' | 'name';

/** What the person sees of how it went. */
interface Said {
  readonly bad: boolean;
  readonly text: string;
  readonly more?: string;
  readonly reason?: string;
}

export interface DestinationDialogOptions {
  readonly app: App;
  readonly kind: DestinationKind;
  /** The one to change; absent: a new one. */
  readonly destination?: ConfiguredDestination;
  readonly saved: (destination: ConfiguredDestination) => void;
  /** A test gives its own. */
  readonly attempt?: typeof tryHere;
}

export function openDestinationDialog({
  app,
  kind,
  destination,
  saved,
  attempt = tryHere,
}: DestinationDialogOptions): void {
  const words = sendingFor(app.state.settings.language);
  const preset = PRESETS.find(each => each.kind === kind);
  let draft: ConfiguredDestination = destination ?? {
    id: crypto.randomUUID(),
    kind,
    name: words.kinds[kind],
    url: '',
    key: preset?.key ?? { kind: 'none' },
    mode: 'cors',
    onUnknown: preset?.onUnknown ?? 'resend',
  };
  let said: Said | undefined;
  let wrong: Field | undefined;
  let stage: 'asking' | 'testing' | 'failed' | 'saved' = 'asking';
  const stop = new AbortController();

  const set = (change: Partial<ConfiguredDestination>): void => {
    draft = { ...draft, ...change };
    dialog.redraw();
  };

  const submit = async (event: Event, box: Dialog): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const person = take(form);
    const checked = checkDestination(draft);
    if (checked.kind === 'wrong') {
      const { what, todo } = wordsOf(app, checked.code);
      wrong = checked.field;
      show({ bad: true, text: `${what} ${todo}` }, 'asking');
      form.querySelector<HTMLElement>(`[name=${checked.field}]`)?.focus();
      return;
    }
    wrong = undefined;
    draft = checked.destination;
    // The test reads what is drawn next: nothing may be typed into it meanwhile.
    show({ bad: false, text: words.testing }, 'testing');
    if (!app.state.online) {
      show({ bad: true, text: words.offline }, 'failed');
      return;
    }
    const tried = await attempt(draft, person, stop.signal);
    if (stop.signal.aborted) return;
    if (tried.kind === 'failed') show(sayFailure(tried), 'failed');
    else {
      draft = tried.destination;
      await keep();
      show({ bad: false, text: tried.kind === 'works' ? words.works[kind] : words.handedOver }, 'saved');
    }
    box.element.querySelector('.said-how')?.scrollIntoView({ block: 'nearest' });
    box.element.querySelector<HTMLElement>('[data-next]')?.focus();
  };

  const show = (next: Said, to: typeof stage): void => {
    said = next;
    stage = to;
    dialog.redraw();
  };

  const keep = async (): Promise<void> => {
    await putDestination(app.library, draft);
    saved(draft);
  };

  const sayFailure = (tried: Extract<Tried, { kind: 'failed' }>): Said => {
    const { what, todo } = wordsOf(app, tried.code);
    const isRefused = tried.code === 'refuses-browsers';
    return {
      bad: true,
      text: words.failed(what, isRefused ? words.corsOwn : todo),
      ...(isRefused && kind === 'webhook' ? { more: words.corsWebhook } : {}),
      ...(tried.reason === undefined ? {} : { reason: words.said(tried.reason) }),
    };
  };

  /** What stands in the boxes, into the draft; answers the person who signs in, who is not kept. */
  const take = (form: HTMLFormElement): Person | undefined => {
    const data = new FormData(form);
    const text = (name: string): string => {
      const value = data.get(name);
      return typeof value === 'string' ? value.trim() : '';
    };
    const { secret: old, template: _, ...rest } = draft;
    const secret = text('secret') || old;
    const keyName = text('keyName');
    draft = {
      ...rest,
      name: text('name'),
      url: text('url'),
      ...(secret === undefined || secret === '' ? {} : { secret }),
      ...(kind === 'wallabag' ? { clientId: text('clientId') } : {}),
      ...(kind === 'webhook' && text('template') !== '' ? { template: text('template') } : {}),
      key: draft.key.kind === 'none' || keyName === '' ? draft.key : { ...draft.key, name: keyName },
    };
    const [username, password] = [text('username'), text('password')];
    return kind === 'wallabag' && password !== '' ? { username, password } : undefined;
  };

  function form(box: Dialog): TemplateResult {
    return html`
      <form novalidate @submit=${(event: Event) => void submit(event, box).catch(app.frame.failed)}>
        <fieldset class="plain" ?disabled=${stage === 'testing'}>
          ${input('name', words.name, draft.name)}
          ${input('url', words.address[kind], draft.url, { type: 'url', placeholder: 'https://' })}
          ${kind === 'webhook' ? webhookFields() : kind === 'wallabag' ? wallabagFields() : linkdingFields()}
        </fieldset>
        <div role="status" class="said-how" ?data-bad=${said?.bad === true}>
          ${
            said === undefined
              ? nothing
              : html`<p>${said.text}</p>
                  ${said.reason === undefined ? nothing : html`<p dir="auto">${said.reason}</p>`}
                  ${said.more === undefined ? nothing : html`<p>${said.more}</p>`}`
          }
        </div>
        <div class="dialog-acts">
          ${
            stage === 'saved'
              ? html`<span></span
                  ><button type="button" class="button" data-next @click=${box.close}>${words.done}</button>`
              : html`<button
                    type="button"
                    class="button plain"
                    data-next
                    @click=${stage === 'failed' ? () => void saveAnyway(box).catch(app.frame.failed) : box.close}
                  >
                    ${stage === 'failed' ? words.saveAnyway : words.cancel}
                  </button>
                  <button class="button" ?disabled=${stage === 'testing'}>${words.testAndSave}</button>`
          }
        </div>
      </form>
    `;
  }

  const saveAnyway = async (box: Dialog): Promise<void> => {
    await keep();
    box.close();
    app.frame.notice(words.saved);
  };

  const input = (
    name: string,
    label: string,
    value: string,
    { type = 'text', hint, placeholder }: { type?: string; hint?: string; placeholder?: string } = {},
  ): TemplateResult => html`
    <label class="field"
      ><span>${label}</span>
      <input
        name=${name}
        type=${type}
        dir=${type === 'text' ? 'auto' : 'ltr'}
        autocomplete=${type === 'password' ? 'new-password' : 'off'}
        spellcheck="false"
        .value=${value}
        placeholder=${placeholder ?? nothing}
        aria-invalid=${wrong === name ? 'true' : nothing}
        aria-describedby=${hint === undefined ? nothing : `destination-${name}`}
      />
    </label>
    ${hint === undefined ? nothing : html`<p class="hint" id=${`destination-${name}`}>${hint}</p>`}
  `;

  const kept = (hint: string): string => (destination?.secret ? `${hint} ${words.kept}` : hint);

  const linkdingFields = (): TemplateResult => html`
    ${input('secret', words.apiToken, '', { type: 'password', hint: kept(`${words.apiTokenHint} ${words.secretHint}`) })}
    <p class="hint">${words.knowsTwice.linkding}</p>
  `;

  const wallabagFields = (): TemplateResult => html`
    ${input('clientId', words.clientId, draft.clientId ?? '', { hint: words.clientHint })}
    ${input('secret', words.clientSecret, '', { type: 'password', hint: kept(words.secretHint) })}
    ${input('username', words.username, '')}
    ${input('password', words.password, '', { type: 'password', hint: kept(words.passwordHint) })}
    <p class="hint">${words.knowsTwice.wallabag}</p>
  `;

  const webhookFields = (): TemplateResult => html`
    <label class="field"
      ><span>${words.template}</span>
      <textarea
        name="template"
        rows="6"
        dir="ltr"
        spellcheck="false"
        .value=${draft.template ?? DEFAULT_TEMPLATE}
        aria-invalid=${wrong === 'template' ? 'true' : nothing}
        aria-describedby="destination-template"
      ></textarea>
    </label>
    <p class="hint" id="destination-template">${words.templateHint}</p>
    ${choices('mode', words.modeTitle, words.modes, draft.mode, mode => set({ mode }))}
    <p class="hint">${words.modeHint}</p>
    ${
      draft.mode === 'opaque'
        ? nothing
        : input('secret', words.token, '', {
            type: 'password',
            hint: kept(`${words.tokenHint} ${words.secretHint}`),
          })
    }
    ${choices('key', words.keyTitle, keysOf(words), draft.key.kind, to =>
      set({
        key:
          to === 'none'
            ? { kind: 'none' }
            : to === 'header'
              ? { kind: 'header', name: 'Idempotency-Key' }
              : { kind: 'field', name: 'key' },
      }),
    )}
    ${
      draft.key.kind === 'none'
        ? choices('onUnknown', words.onUnknownTitle, words.onUnknown, draft.onUnknown, onUnknown => set({ onUnknown }))
        : input('keyName', words.keyName[draft.key.kind], draft.key.name, {
            ...(draft.key.kind === 'header' ? { hint: words.keyHintHeader } : {}),
          })
    }
  `;

  /** An opaque request bears no header. */
  const keysOf = ({ keys }: SendingStrings): Partial<SendingStrings['keys']> =>
    draft.mode === 'opaque' ? { field: keys.field, none: keys.none } : keys;

  const choices = <K extends string>(
    name: string,
    legend: string,
    options: Partial<Record<K, string>>,
    current: K,
    choose: (to: K) => void,
  ): TemplateResult => html`
    <fieldset class="which">
      <legend>${legend}</legend>
      ${(Object.entries(options) as [K, string][]).map(
        ([value, label]) =>
          html`<label
            ><input
              type="radio"
              name=${name}
              value=${value}
              .checked=${value === current}
              @change=${() => choose(value)}
            /><span>${label}</span></label
          >`,
      )}
    </fieldset>
  `;

  const dialog = openDialog(
    app,
    destination ? words.editOf(destination.name) : words.addOf[kind],
    each => html`${form(each)}`,
    'destination-dialog',
  );
  dialog.element.addEventListener('close', () => stop.abort());
  dialog.element.querySelector<HTMLInputElement>(destination ? '[name=name]' : '[name=url]')?.focus();
}

/** From this page, as the replay will from here or from the worker: a browser makes no difference between them. */
export async function tryHere(
  destination: ConfiguredDestination,
  person: Person | undefined,
  signal: AbortSignal,
): Promise<Tried> {
  const deps = {
    fetch: (input: string, init?: RequestInit) => fetch(input, init),
    now: Date.now,
    origin: location.origin,
    signal,
  };
  // A token may be renewed on the way: not while a replay does the same.
  const options = { locks: (navigator as { locks?: LockManager }).locks, waitMs: 20_000, holdMs: 60_000, signal };
  const tried = await underLock(LOCKS.replay, options, inside =>
    tryDestination(destination, { ...deps, signal: inside }, person),
  );
  return tried.kind === 'done' ? tried.value : { kind: 'failed', code: 'timeout' };
}
