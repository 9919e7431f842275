// Storage in Settings: how much is used and by what, as a picture; and what may go, by choice.

import { html, nothing, svg, type TemplateResult } from 'lit';
import { SPACE_STEPS, type SpaceStep } from '../../core/retention.ts';
import { sayBytes } from '../../core/say.ts';
import type { ToolStrings } from '../../core/strings/en-tools.ts';
import { dropPictures } from '../../sync/drop-pictures.ts';
import { type App, speechOf } from '../app.ts';
import { openDialog } from '../dialog.ts';
import type { StorageReport } from '../storage-report.ts';

type Words = ToolStrings['settings'];

export interface StorageOptions {
  readonly app: App;
  readonly words: Words;
  readonly storage: StorageReport;
  readonly isBusy: boolean;
  /** Does one thing at a time, and says what it answers. */
  readonly busily: (work: () => Promise<string>) => Promise<void>;
}

const CHOICES: Readonly<Record<keyof Words['freeChoices'], readonly SpaceStep[]>> = {
  readPictures: [{ what: 'pictures', of: 'read' }],
  pictures: [
    { what: 'pictures', of: 'read' },
    { what: 'pictures', of: 'unread' },
  ],
  read: [
    { what: 'pictures', of: 'read' },
    { what: 'texts', of: 'read' },
  ],
  all: SPACE_STEPS,
};

export function storageBlock(options: StorageOptions): TemplateResult {
  const { app, words, storage, isBusy, busily } = options;
  const { used, quota, articles, pictures, app: shell } = storage;
  const speech = speechOf(app.state);
  const parts = [
    [words.storageParts.articles, articles],
    [words.storageParts.pictures, pictures],
    [words.storageParts.app, shell],
  ].filter((part): part is [string, number] => typeof part[1] === 'number');
  const whole = parts.reduce((sum, [, bytes]) => sum + bytes, 0);
  const persist = (): Promise<void> =>
    busily(async () => ((await navigator.storage.persist()) ? words.persisted : words.persistRefused));
  return html`<div class="card">
      <strong
        >${used === undefined || quota === undefined ? words.storageUnknown : words.storageUse(sayBytes(used, speech), sayBytes(quota, speech))}</strong
      >
      ${
        whole === 0
          ? nothing
          : html`<svg class="shares" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                ${shares(parts.map(([, bytes]) => bytes / whole))}
              </svg>
              <ul class="share-key">
                ${parts.map(([name, bytes]) => html`<li><i></i>${name} <b>${sayBytes(bytes, speech)}</b></li>`)}
              </ul>`
      }
      ${storage.persisted === undefined ? nothing : html`<small>${storage.persisted ? words.persisted : words.notPersisted}</small>`}
    </div>
    <div class="acts">
      <button type="button" class="button plain" ?disabled=${isBusy} @click=${() => openFree(options)}>
        ${words.free} …
      </button>
      ${storage.persisted === false ? html`<button type="button" class="button plain" @click=${() => void persist()}>${words.persist}</button>` : nothing}
    </div>`;
}

/** What may go, and then it goes. */
function openFree({ app, words, busily }: StorageOptions): void {
  const free = (steps: readonly SpaceStep[]): Promise<void> =>
    busily(async () => {
      const { bytes } = await app.library.freeSpace({
        now: Date.now(),
        bytes: Infinity,
        steps,
        dropPictures: sources => ('caches' in globalThis ? dropPictures(caches, sources) : Promise.resolve(0)),
      });
      return words.freed(sayBytes(bytes, speechOf(app.state)));
    });
  openDialog(
    app,
    words.free,
    dialog => html`
      <p class="hint">${words.freeHint}</p>
      <ul class="menu-acts">
        ${Object.entries(words.freeChoices).map(
          ([name, label]) =>
            html`<li>
              <button
                type="button"
                @click=${() => {
                  dialog.close();
                  void free(CHOICES[name as keyof typeof CHOICES]);
                }}
              >
                ${label}
              </button>
            </li>`,
        )}
      </ul>
    `,
    'free-dialog',
  );
}

/** Side by side, in per cent of the whole. */
function shares(parts: readonly number[]): TemplateResult[] {
  let from = 0;
  return parts.map(part => {
    const at = from;
    from += part * 100;
    return svg`<rect x=${at} y="0" width=${Math.max(0, part * 100 - 0.5)} height="6" />`;
  });
}
