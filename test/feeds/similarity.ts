// How alike two texts are by their words: twice the shared ones over all, order aside (Sørensen and Dice).

import { htmlToText } from '../../feeds/html.ts';

export function words(html: string): readonly string[] {
  return (
    htmlToText(html)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

export function similarity(a: readonly string[], b: readonly string[]): number {
  if (a.length + b.length === 0) return 1;
  const left = new Map<string, number>();
  for (const word of a) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of b) {
    const times = left.get(word) ?? 0;
    if (times === 0) continue;
    shared += 1;
    left.set(word, times - 1);
  }
  return (2 * shared) / (a.length + b.length);
}
