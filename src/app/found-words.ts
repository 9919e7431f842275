// Marks in an opened article the words that a search found: by the CSS Custom Highlight API, so that the text itself stays as it is.

import { fold } from './search/query.ts';

const NAME = 'predawn-found';

/** Marks whole words that begin with one of the folded `terms`; nothing happens where the engine cannot. */
export function markFound(root: Element, terms: readonly string[]): void {
  const registry = (globalThis as { CSS?: { highlights?: Map<string, unknown> } }).CSS?.highlights;
  if (!registry || typeof Highlight === 'undefined') return;
  registry.delete(NAME);
  if (terms.length === 0) return;
  const ranges: Range[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.nodeValue ?? '';
    for (const match of text.matchAll(/[\p{L}\p{N}]+/gu)) {
      const word = fold(match[0]);
      if (!terms.some(term => word === term)) continue;
      const range = document.createRange();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      ranges.push(range);
    }
  }
  if (ranges.length > 0) registry.set(NAME, new Highlight(...ranges));
}
