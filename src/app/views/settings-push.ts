// The switch "Wake this device by push": from the person's press alone, with what is uploaded said, and the honest reason where it cannot be.

import { html, nothing, type TemplateResult } from 'lit';
import { sayWhen } from '../../core/say.ts';
import type { ToolStrings } from '../../core/strings/en-tools.ts';
import { keys } from '../../store/keys.ts';
import {
  type PushAnswer,
  type PushDeps,
  type PushState,
  type PushSubscriber,
  turnOffPush,
  turnOnPush,
} from '../../sync/push.ts';
import { type App, speechOf } from '../app.ts';
import { wordsOf } from '../error-words.ts';
import { pushDeps } from '../push-deps.ts';

export interface PushSwitch {
  /** Reads anew how things stand. */
  read(): Promise<void>;
  isOn(): boolean;
  view(words: ToolStrings['settings']): TemplateResult;
}

/** What it is made of; a test gives its own. */
export interface PushSwitchOptions {
  readonly app: App;
  /** Something to show has changed. */
  readonly show: () => void;
  readonly deps?: PushDeps;
  readonly subscriber?: () => Promise<PushSubscriber | undefined>;
}

export function createPushSwitch(options: PushSwitchOptions): PushSwitch {
  const { app, show, deps = pushDeps(app.library), subscriber: find = subscriberHere } = options;
  let subscriber: PushSubscriber | undefined;
  let state: PushState | undefined;
  /** What the person asked for, while it is asked for. */
  let wanted: boolean | undefined;
  let refusedWith: string | undefined;

  const read = async (): Promise<void> => {
    [subscriber, state] = await Promise.all([find(), app.library.backend.get<PushState>(keys.meta('push'))]);
  };

  const turn = async (on: boolean): Promise<void> => {
    if (!subscriber) return;
    wanted = on;
    refusedWith = undefined;
    show();
    try {
      const answer: PushAnswer = await (on ? turnOnPush(subscriber, deps) : turnOffPush(subscriber, deps));
      if (answer.kind === 'refused') refusedWith = answer.code;
    } catch (error) {
      app.frame.failed(error);
    } finally {
      wanted = undefined;
      await read();
      show();
      const said = wordsOf(app, refusedWith ?? '');
      if (refusedWith !== undefined) app.frame.say(`${said.what} ${said.todo}`);
    }
  };

  const standing = (words: ToolStrings['settings']): string | undefined => {
    if (wanted === true) return words.pushAsking;
    if (refusedWith !== undefined) {
      const { what, todo } = wordsOf(app, refusedWith);
      return `${what} ${todo}`;
    }
    if (!state) return undefined;
    const now = deps.now();
    const ahead = state.jobs.filter(job => job.at > now).map(job => sayWhen(job.at, now, speechOf(app.state)));
    return ahead.length === 0 ? words.pushNoTimes : words.pushNext(ahead.join(', '));
  };

  return {
    read,
    isOn: () => state !== undefined,
    view(words) {
      if (!subscriber?.pushManager) return html`<p class="hint">${words.pushUnsupported}</p>`;
      const hint = deps.mustBeVisible ? `${words.pushHint} ${words.pushVisible}` : words.pushHint;
      const said = standing(words);
      return html`<label class="tick"
          ><input
            type="checkbox"
            class="push-switch"
            .checked=${wanted ?? state !== undefined}
            ?disabled=${wanted !== undefined}
            @change=${(event: Event) => void turn((event.target as HTMLInputElement).checked)}
          /><span>${words.push}<small>${hint}</small></span></label
        >${said === undefined ? nothing : html`<p class="hint push-standing">${said}</p>`}`;
    },
  };
}

/** Undefined where no worker could be woken. */
async function subscriberHere(): Promise<PushSubscriber | undefined> {
  if (!('serviceWorker' in navigator) || !('Notification' in globalThis)) return undefined;
  const registration = await navigator.serviceWorker.getRegistration().catch(() => undefined);
  if (!registration?.active) return undefined;
  return {
    // Absent in WebKitGTK, and in Safari outside the Home Screen.
    pushManager: (registration as { readonly pushManager?: PushManager }).pushManager,
    askPermission: () => Notification.requestPermission(),
  };
}
