// Outbox: each thing that waits, why, and what a person can do about it.

import { html, nothing, render, type TemplateResult } from 'lit';
import type { ArticleId } from '../../core/model.ts';
import type { OutboxEntry, OutboxState } from '../../core/outbox.ts';
import { sayWhen } from '../../core/say.ts';
import { toolsFor } from '../../core/strings/tools-for.ts';
import type { ToolStrings } from '../../core/strings/en-tools.ts';
import { type App, type View, speechOf } from '../app.ts';

const NEEDS_PERSON: ReadonlySet<OutboxState> = new Set(['dead', 'unknown', 'needs-sign-in']);

export async function createView(app: App): Promise<View> {
  const element = document.createElement('div');
  element.className = 'sheet outbox';
  let entries: readonly OutboxEntry[] = [];
  let titles = new Map<ArticleId, string>();
  let mode: 'worker' | 'page' | 'memory' = 'worker';
  const words = (): ToolStrings['outbox'] => toolsFor(app.state.settings.language).outbox;

  const read = async (): Promise<void> => {
    entries = await app.library.outbox();
    const spokenOf = entries.flatMap(({ action }) =>
      action.kind === 'save' || action.kind === 'mark' ? [action.articleId] : [],
    );
    titles = new Map((await app.library.rows(spokenOf)).map(row => [row.headline.id, row.headline.title]));
    show();
  };

  const show = (): void => void render(page(), element);

  const page = (): TemplateResult => {
    const attention = entries.filter(entry => NEEDS_PERSON.has(entry.state));
    const waiting = entries.filter(entry => !NEEDS_PERSON.has(entry.state));
    const lede = mode === 'worker' ? words().lede : mode === 'page' ? words().ledeOpen : words().ledeMemory;
    return html`
      <header class="page-head">
        <h1>${words().title}</h1>
        <p class="lede">${lede}</p>
        ${waiting.length === 0 ? nothing : html`<p><button type="button" class="button plain" @click=${sendNow}>${words().sendNow}</button></p>`}
      </header>
      ${
        entries.length === 0
          ? html`<div class="empty">
              <div class="art day" aria-hidden="true"></div>
              <h2>${words().empty}</h2>
              <p>${words().emptyHint}</p>
            </div>`
          : nothing
      }
      ${section(words().attention, attention)} ${section(words().waiting, waiting)}
    `;
  };

  const section = (title: string, list: readonly OutboxEntry[]): unknown =>
    list.length === 0
      ? nothing
      : html`<section class="block">
          <h2>${title}</h2>
          <ol class="entries">
            ${list.map(entry => row(entry))}
          </ol>
        </section>`;

  const row = (entry: OutboxEntry): TemplateResult => {
    const speech = speechOf(app.state);
    const now = Date.now();
    const facts = [
      words().since(sayWhen(entry.createdAt, now, speech)),
      words().tries(entry.tries),
      entry.state === 'waiting' && entry.nextAt > now ? words().notBefore(sayWhen(entry.nextAt, now, speech)) : '',
    ].filter(part => part !== '');
    const reason = entry.lastError === undefined ? undefined : app.state.strings.wordsOf(entry.lastError);
    const needs = NEEDS_PERSON.has(entry.state);
    return html`<li>
      <div>
        <p class="what" dir="auto">${describe(entry)}</p>
        <p class="why" ?data-bad=${entry.state === 'dead'}>
          ${words().state[entry.state]}${reason === undefined ? nothing : html`: ${reason.what} ${reason.todo}`}
        </p>
        <small>${facts.join(' · ')}</small>
      </div>
      <div class="acts">
        ${
          needs
            ? html`<button type="button" class="button plain" @click=${() => void retry(entry)}>
                ${entry.state === 'unknown' ? words().resend : words().retry}
              </button>`
            : nothing
        }
        <button type="button" class="button plain" @click=${() => void cancel(entry)}>
          ${entry.state === 'dead' ? words().discard : words().cancel}
        </button>
      </div>
    </li>`;
  };

  const describe = ({ action }: OutboxEntry): string => {
    switch (action.kind) {
      case 'subscribe':
        return words().subscribe(shortAddress(action.url));
      case 'save':
        return words().save(titles.get(action.articleId) ?? app.state.strings.row.untitled);
      case 'mark':
        return words().mark(titles.get(action.articleId) ?? app.state.strings.row.untitled);
      case 'send':
        return words().send(action.title);
      case 'refresh':
        return words().refresh;
    }
  };

  const sendNow = (): void => {
    app.frame.say(words().trying);
    app.link.replay().catch(app.frame.failed);
  };

  const retry = async (entry: OutboxEntry): Promise<void> => {
    try {
      await app.library.retryEntry(entry.seq, Date.now());
      sendNow();
      await read();
    } catch (error) {
      app.frame.failed(error);
    }
  };

  const cancel = async (entry: OutboxEntry): Promise<void> => {
    try {
      const taken = await app.library.cancelEntry(entry.seq, Date.now());
      app.frame.notice(taken ? words().cancelled : words().gone);
      await read();
      element.querySelector<HTMLElement>('.acts button, h1')?.focus();
    } catch (error) {
      app.frame.failed(error);
    }
  };

  await read();
  void app.link.mode.then(found => {
    mode = found;
    show();
  });
  return {
    element,
    title: words().title,
    refresh: show,
    changed(families) {
      if (families.has('outbox')) void read().catch(app.frame.failed);
    },
    shown: () => void read().catch(app.frame.failed),
  };
}

function shortAddress(url: string): string {
  return url.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '');
}
