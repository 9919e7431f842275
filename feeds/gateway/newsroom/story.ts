// A story as written and as published; stories live as Markdown in `stories/<paper>/<slug>.md`.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PICTURE_HEIGHT, PICTURE_WIDTH, drawPicture } from './pictures.ts';
import { SOUND_NAMES } from './sounds.ts';
import { escapeMarkup } from './markup.ts';

export type PaperId = 'courier' | 'harbour' | 'field-log' | 'platform-weekly';

/** A story as written: it has no date, the schedule gives it one. */
export interface Story {
  readonly slug: string;
  readonly paper: PaperId;
  readonly title: string;
  /** One or two sentences of plain text. */
  readonly summary: string;
  readonly by: string;
  readonly tags: readonly string[];
  /** Minutes after midnight, UTC. */
  readonly minute: number;
  /** Name of a picture (`river-7`) and what it shows. */
  readonly picture?: { readonly name: string; readonly caption: string };
  /** Name of a sound. */
  readonly sound?: string;
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  /** Body as HTML; pictures point to `/newsroom/pictures/`, to be made absolute. */
  readonly html: string;
}

/** Reads the stock of one paper, in the order of the file names. A story that breaks the form throws at the start. */
export function readStories(paper: PaperId): Story[] {
  const folder = join(import.meta.dirname, 'stories', paper);
  return readdirSync(folder)
    .filter(name => name.endsWith('.md'))
    .sort()
    .map(name => parseStory(paper, name.slice(0, -3), readFileSync(join(folder, name), 'utf8')));
}

/** The head (`key: value` lines between two `---`) and a body in a small part of Markdown. */
export function parseStory(paper: PaperId, fileName: string, text: string): Story {
  const parts = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text);
  const broken = (what: string): Error => new Error(`story-malformed: ${paper}/${fileName}: ${what}`);
  if (parts?.[1] === undefined || parts[2] === undefined) throw broken('no head');
  const head = new Map(
    parts[1].split('\n').map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const need = (key: string): string => {
    const value = head.get(key);
    if (!value) throw broken(`${key} is missing`);
    return value;
  };
  const at = /^(\d\d):(\d\d)$/.exec(need('at'));
  if (!at) throw broken('at is not HH:MM');
  const picture = head.get('picture');
  if (picture !== undefined && drawPicture(picture) === undefined) throw broken(`nobody drew ${picture}`);
  const sound = head.get('sound');
  if (sound !== undefined && !SOUND_NAMES.includes(sound)) throw broken(`nobody recorded ${sound}`);
  return {
    slug: fileName.replace(/^\d+-/, ''),
    paper,
    title: need('title'),
    summary: need('summary'),
    by: need('by'),
    tags: need('tags').split(', '),
    minute: Number(at[1]) * 60 + Number(at[2]),
    ...(picture !== undefined && { picture: { name: picture, caption: need('caption') } }),
    ...(sound !== undefined && { sound }),
    language: head.get('lang') ?? 'en',
    direction: head.get('dir') === 'rtl' ? 'rtl' : 'ltr',
    html: renderBody(parts[2]),
  };
}

/** Paragraphs, `##`, `>`, `-`, `1.` and `![caption](picture)`; a block that begins with a tag is left as it is. */
export function renderBody(markdown: string): string {
  return markdown
    .trim()
    .split(/\n{2,}/)
    .map(renderBlock)
    .join('\n');
}

/** A figure of one of our pictures with its size, so that no page shifts when it arrives. */
export function renderFigure(name: string, caption: string): string {
  return (
    `<figure><img src="/newsroom/pictures/${name}.jpg" width="${PICTURE_WIDTH}" height="${PICTURE_HEIGHT}" alt="${escapeMarkup(caption)}">` +
    `<figcaption>${escapeMarkup(caption)}</figcaption></figure>`
  );
}

function renderBlock(block: string): string {
  const figure = /^!\[(.+)\]\(([a-z]+-\d+)\)$/.exec(block);
  if (figure?.[1] !== undefined && figure[2] !== undefined) return renderFigure(figure[2], figure[1]);
  if (block.startsWith('<')) return block;
  if (block.startsWith('## ')) return `<h2>${inline(block.slice(3))}</h2>`;
  if (block.startsWith('> ')) return `<blockquote><p>${inline(block.replace(/^> ?/gm, ''))}</p></blockquote>`;
  if (block.startsWith('- ')) return list('ul', block, /^- /);
  if (block.startsWith('1. ')) return list('ol', block, /^\d+\. /);
  return `<p>${inline(block)}</p>`;
}

/** `code`, **strong**, *emphasis*. */
function inline(text: string): string {
  return text
    .split(/(`[^`]+`)/)
    .map(part =>
      part.startsWith('`')
        ? `<code>${part.slice(1, -1)}</code>`
        : part.replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>').replace(/\*([^*]+)\*/g, '<em>$1</em>'),
    )
    .join('');
}

function list(tag: 'ul' | 'ol', block: string, marker: RegExp): string {
  return `<${tag}>${block
    .split('\n')
    .map(line => `<li>${inline(line.replace(marker, ''))}</li>`)
    .join('')}</${tag}>`;
}
