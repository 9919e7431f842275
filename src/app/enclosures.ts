// Sound and film of an article: native controls, speed, the place kept.

import { html, nothing, type TemplateResult } from 'lit';
import type { Article } from '../core/model.ts';
import { sayBytes, sayClock } from '../core/say.ts';
import type { ParsedEnclosure } from '../../feeds/parsed-feed.ts';
import { type App, speechOf } from './app.ts';

const SPEEDS = [1, 1.25, 1.5, 1.75, 2, 0.75] as const;
/** The place is written so often while it plays, seconds. */
const KEEP_EVERY_S = 5;

export function enclosures(article: Article, app: App): unknown {
  const all = article.body?.enclosures ?? [];
  if (all.length === 0) return nothing;
  const words = app.state.strings.article;
  const media = all.filter(one => kindOf(one) !== undefined);
  const others = all.filter(one => kindOf(one) === undefined && !(one.type ?? '').startsWith('image/'));
  if (media.length + others.length === 0) return nothing;
  return html`<section class="enclosures" aria-label=${words.attachments}>
    ${media.map(one => player(one, app))}
    ${media.length > 0 && !app.state.online ? html`<p class="hint">${words.mediaOffline}</p>` : nothing}
    ${others.map(
      one =>
        html`<p>
          <a class="textlink" href=${one.url} target="_blank" rel="noopener noreferrer"
            >${one.title ?? fileOf(one.url)}</a
          >${one.length === undefined || one.length === 0 ? nothing : html` <small>${sayBytes(one.length, speechOf(app.state))}</small>`}
        </p>`,
    )}
  </section>`;
}

function player(one: ParsedEnclosure, app: App): TemplateResult {
  const words = app.state.strings.article;
  const kind = kindOf(one) ?? 'audio';
  const label = `${kind === 'audio' ? words.listen : words.watch}${one.title === undefined ? '' : `: ${one.title}`}`;
  const kept = keptPlace(one.url);
  let lastKept = 0;
  const onTime = (event: Event): void => {
    const { currentTime } = event.target as HTMLMediaElement;
    if (Math.abs(currentTime - lastKept) < KEEP_EVERY_S) return;
    lastKept = currentTime;
    keepPlace(one.url, currentTime);
  };
  const onReady = (event: Event): void => {
    const media = event.target as HTMLMediaElement;
    if (kept > 0 && kept < media.duration - KEEP_EVERY_S) media.currentTime = kept;
  };
  const onSpeed = (event: Event): void => {
    const button = event.target as HTMLButtonElement;
    const media = button.closest('.player')?.querySelector<HTMLMediaElement>('audio, video');
    if (!media) return;
    media.playbackRate = SPEEDS[(SPEEDS.indexOf(media.playbackRate as 1) + 1) % SPEEDS.length] ?? 1;
    button.textContent = `${String(media.playbackRate)}×`;
  };
  return html`<div class="player ${kind}">
    ${
      kind === 'audio'
        ? html`<audio
            controls
            preload="none"
            src=${one.url}
            aria-label=${label}
            @timeupdate=${onTime}
            @loadedmetadata=${onReady}
          ></audio>`
        : html`<video
            controls
            preload="none"
            playsinline
            src=${one.url}
            aria-label=${label}
            @timeupdate=${onTime}
            @loadedmetadata=${onReady}
          ></video>`
    }
    <button type="button" class="chip" aria-label=${words.speed} @click=${onSpeed}>1×</button>
    <small>${one.durationSeconds === undefined ? nothing : sayClock(one.durationSeconds)}</small>
  </div>`;
}

function kindOf({ type = '', url }: ParsedEnclosure): 'audio' | 'video' | undefined {
  if (!url.startsWith('https:') && !url.startsWith(location.origin)) return undefined;
  return type.startsWith('audio/') ? 'audio' : type.startsWith('video/') ? 'video' : undefined;
}

function fileOf(url: string): string {
  const name = URL.canParse(url) ? (new URL(url).pathname.split('/').at(-1) ?? '') : '';
  return name === '' ? url : name;
}

function keptPlace(url: string): number {
  try {
    return Number(localStorage.getItem(`predawn-place:${url}`) ?? 0);
  } catch {
    return 0;
  }
}

function keepPlace(url: string, seconds: number): void {
  try {
    localStorage.setItem(`predawn-place:${url}`, String(Math.floor(seconds)));
  } catch {
    // Storage refused or full: it begins at the start the next time.
  }
}
