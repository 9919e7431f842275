// Find in the article: an installed app on a phone has no browser menu to do it with. Every hit is marked, one is brought into sight.

import { html, nothing, render, type TemplateResult } from 'lit';
import { icon } from '../core/markup.ts';
import { markup } from '../elements/markup-directive.ts';
import type { App } from './app.ts';
import { fold } from './search/query.ts';

const ALL = 'predawn-found';
const HERE = 'predawn-found-here';
const MOST_HITS = 1_000;

interface Highlights {
  set(name: string, highlight: unknown): void;
  delete(name: string): void;
}

/** Opens above the text, or gives the focus to the one that is open. */
export function openFindBar(app: App, pane: HTMLElement): void {
  const open = pane.querySelector<HTMLInputElement>('.find input');
  if (open) {
    open.select();
    return;
  }
  const from = document.activeElement;
  const element = document.createElement('div');
  element.className = 'find';
  const text = pane.querySelector<HTMLElement>('.reading');
  let hits: readonly Range[] = [];
  let at = 0;
  let typed = '';

  const show = (): void => void render(bar(), element);
  const bar = (): TemplateResult => {
    const words = app.state.strings.find;
    return html`<form role="search" aria-label=${words.title} @submit=${onSubmit} @keydown=${onKey}>
      <input
        type="search"
        aria-label=${words.title}
        placeholder=${words.title}
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        enterkeyhint="search"
        @input=${onInput}
      />
      <span class="found" role="status"
        >${typed.trim() === '' ? nothing : hits.length === 0 ? words.none : words.at(at + 1, hits.length)}</span
      >
      <button
        type="button"
        class="quiet up"
        aria-label=${words.previous}
        ?disabled=${hits.length < 2}
        @click=${() => step(-1)}
      >
        ${markup(icon('next'))}
      </button>
      <button class="quiet down" aria-label=${words.next} ?disabled=${hits.length < 2}>${markup(icon('next'))}</button>
      <button type="button" class="quiet" aria-label=${app.state.strings.actions.close} @click=${close}>
        ${markup(icon('close'))}
      </button>
    </form>`;
  };

  const onInput = (event: Event): void => {
    typed = (event.target as HTMLInputElement).value;
    hits = text ? findIn(text, typed) : [];
    at = 0;
    mark();
    show();
  };
  const onSubmit = (event: Event): void => {
    event.preventDefault();
    step(1);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && event.shiftKey && event.target instanceof HTMLInputElement) step(-1);
    else return;
    event.preventDefault();
  };
  const step = (by: 1 | -1): void => {
    if (hits.length === 0) return;
    at = (at + by + hits.length) % hits.length;
    mark();
    show();
  };

  const mark = (): void => {
    const here = hits[at];
    const registry = highlights();
    if (registry) {
      registry.delete(ALL);
      registry.delete(HERE);
      if (hits.length > 0) registry.set(ALL, new Highlight(...hits));
      if (here) {
        const one = new Highlight(here);
        one.priority = 1;
        registry.set(HERE, one);
      }
    }
    if (here) bringIntoSight(here, pane);
  };

  const close = (): void => {
    const here = hits[at];
    highlights()?.delete(ALL);
    highlights()?.delete(HERE);
    element.remove();
    // What was found stays chosen, as a browser's own search leaves it.
    if (here) {
      const selection = window.getSelection();
      selection?.removeAllRanges();
      selection?.addRange(here);
    }
    if (from instanceof HTMLElement && from.isConnected) from.focus({ preventScroll: true });
  };

  show();
  pane.querySelector('.bar')?.after(element);
  element.querySelector('input')?.focus();
}

/** Where the text holds what is typed, letters compared as a search compares them; across tags, never across paragraphs. */
export function findIn(root: HTMLElement, typed: string): Range[] {
  const wanted = fold(typed.trim());
  if (wanted === '') return [];
  const found: Range[] = [];
  for (const block of blocksOf(root)) {
    const places: (readonly [Text, number])[] = [];
    let folded = '';
    for (const node of block)
      for (const [offset, letter] of [...lettersOf(node.data)]) {
        const plain = fold(letter);
        for (let unit = 0; unit < plain.length; unit += 1) places.push([node, offset]);
        folded += plain;
      }
    for (let from = folded.indexOf(wanted); from >= 0; from = folded.indexOf(wanted, from + wanted.length)) {
      const [first, last] = [places[from], places[from + wanted.length - 1]];
      if (!first || !last) break;
      const range = document.createRange();
      range.setStart(first[0], first[1]);
      range.setEnd(
        last[0],
        Math.min(last[0].data.length, last[1] + String.fromCodePoint(last[0].data.codePointAt(last[1]) ?? 0).length),
      );
      found.push(range);
      if (found.length >= MOST_HITS) return found;
    }
  }
  return found;
}

/** Texts that are read in one breath: between two boundaries of blocks. */
function blocksOf(root: HTMLElement): Text[][] {
  const blocks: Text[][] = [];
  let block: Text[] = [];
  let box: Element | null = null;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
    const own =
      node.parentElement?.closest(
        'p, li, h1, h2, h3, h4, h5, h6, td, th, pre, figcaption, blockquote, div, dd, dt, nav',
      ) ?? root;
    if (node.parentElement?.closest('nav, .by') !== null) continue;
    if (own !== box) {
      block = [];
      blocks.push(block);
      box = own;
    }
    block.push(node);
  }
  return blocks;
}

function* lettersOf(text: string): Generator<readonly [number, string]> {
  let offset = 0;
  for (const letter of text) {
    // White space of any kind and number is set as one space only where the page shows it so: each counts as one here.
    yield [offset, /\s/.test(letter) ? ' ' : letter];
    offset += letter.length;
  }
}

function bringIntoSight(range: Range, pane: HTMLElement): void {
  const box = range.getBoundingClientRect();
  const overflow = getComputedStyle(pane).overflowY;
  const scroller = overflow === 'auto' || overflow === 'scroll' ? pane : window;
  const room = window.innerHeight;
  if (box.top < room * 0.15 || box.bottom > room * 0.75) scroller.scrollBy({ top: box.top - room * 0.35 });
}

function highlights(): Highlights | undefined {
  if (typeof Highlight === 'undefined') return undefined;
  return (CSS as unknown as { readonly highlights?: Highlights }).highlights;
}
