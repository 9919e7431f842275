// Sound and film of an article: native controls, speed, the place kept.

import { html, nothing, type TemplateResult } from 'lit';
import type { Article } from '../core/model.ts';
import { sayBytes, sayClock } from '../core/say.ts';
import type { ParsedEnclosure } from '../../feeds/parsed-feed.ts';
import { type App, speechOf } from './app.ts';

const SPEEDS = [1, 1.25, 1.5, 1.75, 2, 0.75] as const;
/** The place is written so often while it plays, seconds. */
const KEEP_EVERY_S = 5;

export function enclosures(article: Article, app: App, onChange: () => void): unknown {
  const all = article.body?.enclosures ?? [];
  if (all.length === 0) return nothing;
  const words = app.state.strings.article;
  const media = all.filter(one => kindOf(one) !== undefined);
  const others = all.filter(one => kindOf(one) === undefined && !(one.type ?? '').startsWith('image/'));
  if (media.length + others.length === 0) return nothing;
  return html`<section class="enclosures" aria-label=${words.attachments}>
    ${media.map(one => player(one, app, onChange))}
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

function player(one: ParsedEnclosure, app: App, onChange: () => void): TemplateResult {
  const words = app.state.strings.article;
  const kind = kindOf(one) ?? 'audio';
  const label = `${kind === 'audio' ? words.listen : words.watch}${one.title === undefined ? '' : `: ${one.title}`}`;
  const kept = readKept(placeKey(one.url), 0);
  let lastKept = 0;
  const onTime = (event: Event): void => {
    const { currentTime } = event.target as HTMLMediaElement;
    if (Math.abs(currentTime - lastKept) < KEEP_EVERY_S) return;
    lastKept = currentTime;
    keep(placeKey(one.url), Math.floor(currentTime));
  };
  const onReady = (event: Event): void => {
    const media = event.target as HTMLMediaElement;
    media.defaultPlaybackRate = keptSpeed();
    media.playbackRate = keptSpeed();
    if (kept > 0 && kept < media.duration - KEEP_EVERY_S) media.currentTime = kept;
  };
  const onSpeed = (event: Event): void => {
    const button = event.target as HTMLButtonElement;
    const media = button.closest('.player')?.querySelector<HTMLMediaElement>('audio, video');
    if (!media) return;
    const speed = SPEEDS[(SPEEDS.indexOf(keptSpeed()) + 1) % SPEEDS.length] ?? 1;
    keep(SPEED_KEY, speed);
    // The first sets it where it plays, the second where loading has yet to begin.
    media.playbackRate = speed;
    media.defaultPlaybackRate = speed;
    onChange();
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
    <button type="button" class="chip" aria-label=${`${words.speed} ${saySpeed(keptSpeed())}`} @click=${onSpeed}>
      ${saySpeed(keptSpeed())}
    </button>
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

const SPEED_KEY = 'predawn-speed';

function placeKey(url: string): string {
  return `predawn-place:${url}`;
}

/** As the person last chose it, for every recording. */
function keptSpeed(): (typeof SPEEDS)[number] {
  const speed = readKept(SPEED_KEY, 1);
  return SPEEDS.find(one => one === speed) ?? 1;
}

function saySpeed(speed: number): string {
  return `${String(speed)}×`;
}

function readKept(name: string, otherwise: number): number {
  try {
    return Number(localStorage.getItem(name) ?? otherwise);
  } catch {
    return otherwise;
  }
}

function keep(name: string, value: number): void {
  try {
    localStorage.setItem(name, String(value));
  } catch {
    // Storage refused or full: it begins anew the next time.
  }
}
