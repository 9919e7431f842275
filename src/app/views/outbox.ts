// Outbox: each thing that waits, why, and what a person can do about it.

import { html, nothing, render, type TemplateResult } from 'lit';
import { configuredIdOf } from '../../core/destinations.ts';
import type { ArticleId } from '../../core/model.ts';
import type { OutboxEntry, OutboxState } from '../../core/outbox.ts';
import { laneOf } from '../../core/outbox-rules.ts';
import { sayWhen } from '../../core/say.ts';
import { sendingFor } from '../../core/strings/sending-for.ts';
import type { SendingStrings } from '../../core/strings/en-sending.ts';
import { toolsFor } from '../../core/strings/tools-for.ts';
import type { ToolStrings } from '../../core/strings/en-tools.ts';
import { outboxRow } from '../../elements/outbox-row.ts';
import { type App, type View, speechOf } from '../app.ts';
import { wordsOf } from '../error-words.ts';
import { readDestinations } from '../destinations.ts';
import { takenBack } from '../outbox-watch.ts';

const NEEDS_PERSON: ReadonlySet<OutboxState> = new Set(['dead', 'unknown', 'needs-sign-in']);

export async function createView(app: App): Promise<View> {
  const element = document.createElement('div');
  element.className = 'sheet outbox';
  let entries: readonly OutboxEntry[] = [];
  let titles = new Map<ArticleId, string>();
  let names = new Map<string, string>();
  let mode: 'worker' | 'page' | 'memory' = 'worker';
  const words = (): ToolStrings['outbox'] => toolsFor(app.state.settings.language).outbox;
  const more = (): SendingStrings['outbox'] => sendingFor(app.state.settings.language).outbox;

  const read = async (): Promise<void> => {
    entries = await app.library.outbox();
    const spokenOf = entries.flatMap(({ action }) =>
      action.kind === 'save' || action.kind === 'mark' ? [action.articleId] : [],
    );
    names = new Map((await readDestinations(app.library)).map(({ id, name }) => [id, name]));
    titles = new Map((await app.library.rows(spokenOf)).map(row => [row.headline.id, row.headline.title]));
    show();
  };

  const show = (): void => void render(page(), element);

  const page = (): TemplateResult => {
    const attention = entries.filter(entry => NEEDS_PERSON.has(entry.state));
    const over = entries.filter(({ state }) => state === 'handed-over');
    const waiting = entries.filter(entry => !NEEDS_PERSON.has(entry.state) && !over.includes(entry));
    const lede = mode === 'worker' ? words().lede : mode === 'page' ? words().ledeOpen : words().ledeMemory;
    return html`
      <header class="page-head">
        <h1 tabindex="-1">${words().title}</h1>
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
      ${section(words().attention, attention)} ${section(words().waiting, waiting)} ${section(more().handedOver, over)}
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
    ];
    // A try that is under way answers for itself; what the last one said counts no more.
    const isTried = entry.lastError !== undefined && entry.state !== 'in-flight' && entry.state !== 'handed-over';
    const reason = isTried ? wordsOf(app, entry.lastError ?? '') : undefined;
    const needs = NEEDS_PERSON.has(entry.state);
    const isTriable = needs || (entry.state === 'waiting' && isTried);
    const isEnded = entry.state === 'dead' || entry.state === 'handed-over';
    const retryAct = isTriable ? [{ label: retryLabel(entry), run: () => void retry(entry) }] : [];
    return outboxRow({
      what: describe(entry),
      why: html`${stateOf(entry, isTried)}${reason === undefined ? nothing : html`: ${reason.what} ${reason.todo}`}
      ${entry.reason === undefined || !isTried ? nothing : html`<q dir="auto">${entry.reason}</q>`}`,
      facts,
      isBad: entry.state === 'dead',
      acts: [...retryAct, { label: isEnded ? words().discard : words().cancel, run: () => void cancel(entry) }],
    });
  };

  const retryLabel = ({ state }: OutboxEntry): string =>
    state === 'unknown' ? words().resend : state === 'waiting' ? more().tryNow : words().retry;

  /** Why it waits, as far as it does. */
  const stateOf = (entry: OutboxEntry, isTried: boolean): string => {
    if (entry.state !== 'waiting') return words().state[entry.state];
    if (isTried) return more().waits;
    const lane = laneOf(entry);
    const isBehind = entries.some(
      other =>
        other.seq < entry.seq && other.state !== 'dead' && other.state !== 'handed-over' && laneOf(other) === lane,
    );
    if (isBehind) return more().waitsBehind;
    return app.state.online ? more().waitsOnline : words().state.waiting;
  };

  const describe = ({ action, destination }: OutboxEntry): string => {
    switch (action.kind) {
      case 'subscribe':
        return words().subscribe(shortAddress(action.url));
      case 'save':
        return words().save(titles.get(action.articleId) ?? app.state.strings.row.untitled);
      case 'mark':
        return words().mark(titles.get(action.articleId) ?? app.state.strings.row.untitled);
      case 'send': {
        const name = names.get(configuredIdOf(destination.id) ?? '');
        return name === undefined ? words().send(action.title) : more().sendTo(action.title, name);
      }
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
      const isEnded = entry.state === 'dead' || entry.state === 'handed-over';
      const blobs = await blobsOf(entry);
      takenBack.add(entry.id);
      const taken = await app.library.cancelEntry(entry.seq, Date.now());
      if (!taken) takenBack.delete(entry.id);
      const undo = { label: more().undo, run: () => void restore(entry, blobs).catch(app.frame.failed) };
      app.frame.notice(taken ? words().cancelled : words().gone, taken && !isEnded ? undo : undefined);
      await read();
      (element.querySelector<HTMLElement>('.acts button') ?? element.querySelector<HTMLElement>('h1'))?.focus();
    } catch (error) {
      app.frame.failed(error);
    }
  };

  /** Its files, while they are still here. */
  const blobsOf = async ({ blobIds }: OutboxEntry): Promise<ReadonlyMap<string, Blob>> => {
    const found = await Promise.all(blobIds.map(async id => [id, await app.library.blob(id)] as const));
    return new Map(found.filter((pair): pair is readonly [string, Blob] => pair[1] !== undefined));
  };

  /** The person wants it after all: it is asked for anew, at the end of its lane. */
  const restore = async (
    { action, destination, subject }: OutboxEntry,
    blobs: ReadonlyMap<string, Blob>,
  ): Promise<void> => {
    const again = await app.library.act(action, { now: Date.now(), destination, subject, blobs });
    await app.link.acted(again);
    app.frame.say(more().restored);
    await read();
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
