// What an address holds, before one subscribes to it: the feed's title and its newest headlines, or several feeds to choose from.

import { html, nothing, type TemplateResult } from 'lit';
import type { DiscoverAnswer, DiscoveredFeed, WireFeed } from '../../feeds/wire.ts';
import { sayWhen } from '../core/say.ts';
import { type App, speechOf } from './app.ts';
import { readAddress } from './subscribe.ts';

/** A person pauses for so long when an address is whole, milliseconds. */
const PAUSE_MS = 600;
const WAIT_MS = 20_000;
const HEADLINES = 3;
/** A site with more feeds than this has them for machines. */
const MOST_CANDIDATES = 6;

type Found =
  | { readonly kind: 'nothing-yet' | 'looking' | 'unseen' }
  | { readonly kind: 'found'; readonly feeds: readonly DiscoveredFeed[]; readonly chosen: string };

export interface Preview {
  /** The address as it stands in the box now. */
  typed(text: string): void;
  /** The feed that is meant by this address, where it is known by now. */
  feedOf(url: string): string | undefined;
  readonly content: () => TemplateResult | typeof nothing;
  readonly stop: () => void;
}

export function watchPreview(app: App, onChange: () => void): Preview {
  let found: Found = { kind: 'nothing-yet' };
  let address = '';
  let asking: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const feeds = new Map<string, WireFeed | 'failed'>();

  const set = (next: Found): void => {
    found = next;
    onChange();
  };

  const look = async (url: string): Promise<void> => {
    const { signal } = (asking = new AbortController());
    set({ kind: 'looking' });
    const answer = await ask<DiscoverAnswer>(`/api/discover?url=${encodeURIComponent(url)}`, signal);
    const [first] = answer?.feeds ?? [];
    if (signal.aborted) return;
    if (!answer || !first) {
      set({ kind: 'unseen' });
      return;
    }
    set({ kind: 'found', feeds: answer.feeds.slice(0, MOST_CANDIDATES), chosen: first.url });
    await read(first.url, signal);
  };

  const read = async (url: string, signal: AbortSignal): Promise<void> => {
    if (feeds.has(url)) return;
    const feed = await ask<WireFeed>(`/api/feed?url=${encodeURIComponent(url)}&limit=${String(HEADLINES)}`, signal);
    if (signal.aborted) return;
    feeds.set(url, feed ?? 'failed');
    onChange();
  };

  const choose = (chosen: string): void => {
    if (found.kind !== 'found' || !asking) return;
    set({ ...found, chosen });
    void read(chosen, asking.signal);
  };

  const stop = (): void => {
    clearTimeout(timer);
    asking?.abort();
  };

  const candidates = (all: readonly DiscoveredFeed[], chosen: string): TemplateResult => html`
    <fieldset class="which">
      <legend>${app.state.strings.add.which}</legend>
      ${all.map(
        feed =>
          html`<label
            ><input type="radio" name="which" .checked=${feed.url === chosen} @change=${() => choose(feed.url)} /><span
              dir="auto"
              >${feed.title ?? feed.url}</span
            ></label
          >`,
      )}
    </fieldset>
  `;

  const headlines = (feed: WireFeed): TemplateResult => html`
    <ul lang=${feed.language ?? nothing}>
      ${feed.items.slice(0, HEADLINES).map(
        item =>
          html`<li>
            <span dir="auto">${item.title ?? item.summary ?? app.state.strings.row.untitled}</span>
            ${
              item.date_published === undefined
                ? nothing
                : html`<small lang=${app.state.settings.language}
                    >${sayWhen(Date.parse(item.date_published), Date.now(), speechOf(app.state))}</small
                  >`
            }
          </li>`,
      )}
    </ul>
  `;

  return {
    typed(text) {
      const read = readAddress(text, app.state.strings);
      const next = read.kind === 'address' ? read.url : '';
      if (next === address) return;
      stop();
      address = next;
      if (found.kind !== 'nothing-yet') set({ kind: 'nothing-yet' });
      if (next === '' || !app.state.online) return;
      timer = setTimeout(() => void look(next), PAUSE_MS);
    },
    feedOf: url => (found.kind === 'found' && url === address ? found.chosen : undefined),
    content() {
      const words = app.state.strings.add;
      if (found.kind === 'nothing-yet') return nothing;
      if (found.kind !== 'found')
        return html`<p class="hint" role="status">${found.kind === 'looking' ? words.looking : words.unseen}</p>`;
      const { chosen } = found;
      const feed = feeds.get(chosen);
      const title = (feed === 'failed' ? undefined : feed?.title) ?? found.feeds.find(one => one.url === chosen)?.title;
      return html`<div class="preview">
        ${found.feeds.length > 1 ? candidates(found.feeds, chosen) : nothing}
        <p role="status"><b dir="auto">${title ?? chosen}</b></p>
        ${feed === undefined ? html`<p class="hint">${words.looking}</p>` : feed === 'failed' ? nothing : headlines(feed)}
      </div>`;
    },
    stop,
  };
}

/** A preview may fail: nothing hangs on it. */
async function ask<T>(path: string, signal: AbortSignal): Promise<T | undefined> {
  try {
    const response = await fetch(path, { signal: AbortSignal.any([signal, AbortSignal.timeout(WAIT_MS)]) });
    return response.ok ? ((await response.json()) as T) : undefined;
  } catch {
    return undefined;
  }
}
