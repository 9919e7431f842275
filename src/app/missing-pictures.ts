// Pictures of a text that could not be had: their words stand there, and they are tried again when there is a network.

import type { Strings } from '../core/strings/en.ts';

export interface MissingPictures {
  put(image: HTMLImageElement, strings: Strings): void;
  tryAgain(): void;
}

/** A picture that a network cannot bring either is not asked for again and again. */
const MOST_TRIES = 3;

export function missingPictures(): MissingPictures {
  const away = new Map<Element, HTMLImageElement>();
  const tries = new WeakMap<HTMLImageElement, number>();
  return {
    put(image, strings) {
      const words = document.createElement('span');
      words.className = 'no-picture';
      words.textContent = image.alt === '' ? strings.article.pictureMissing : image.alt;
      tries.set(image, (tries.get(image) ?? 0) + 1);
      away.set(words, image);
      image.replaceWith(words);
    },
    tryAgain() {
      for (const [words, image] of away) {
        if ((tries.get(image) ?? 0) >= MOST_TRIES) continue;
        away.delete(words);
        const { src } = image;
        image.src = '';
        image.src = src;
        words.replaceWith(image);
      }
    },
  };
}
