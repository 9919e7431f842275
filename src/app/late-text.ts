// A text that is long in coming: after a few seconds a person need not wait for it any more.

import { html, type TemplateResult } from 'lit';
import type { Strings } from '../core/strings/en.ts';
import type { App } from './app.ts';

/** The network crawls from here on, milliseconds. */
const LATE_MS = 4_000;

export interface LateText {
  readonly isLate: boolean;
  /** A text has been asked for; more calls change nothing. */
  begin(): void;
  /** It has come, or is not wanted any more. */
  end(): void;
  offer(words: Strings['article']): TemplateResult;
}

export function watchLateText(app: App, onChange: () => void): LateText {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isLate = false;
  let isLeft = false;

  /** It waits in the outbox since it was asked for; what is new is that the person is told. */
  const leaveIt = async (): Promise<void> => {
    const permission = await askPermission();
    isLeft = true;
    onChange();
    const { laterTold, laterQuiet } = app.state.strings.article;
    app.frame.notice(permission === 'granted' ? laterTold : laterQuiet);
  };

  return {
    get isLate() {
      return isLate && app.state.online;
    },
    begin() {
      // Without a network nothing crawls: it is known to wait.
      if (!app.state.online) return;
      timer ??= setTimeout(() => {
        isLate = true;
        onChange();
      }, LATE_MS);
    },
    end() {
      clearTimeout(timer);
      timer = undefined;
      isLate = false;
      isLeft = false;
    },
    offer: words =>
      html`<p class="note" role="status">
        <b class="away">${words.slow}</b><span>${words.slowHint}</span>
        ${
          isLeft
            ? html`<b>${words.slowLeft}</b>`
            : html`<button type="button" class="button plain" @click=${() => void leaveIt().catch(app.frame.failed)}>
                ${words.fetchLater}
              </button>`
        }
      </p>`,
  };
}

async function askPermission(): Promise<NotificationPermission> {
  if (!('Notification' in globalThis)) return 'denied';
  return Notification.permission === 'default' ? await Notification.requestPermission() : Notification.permission;
}
