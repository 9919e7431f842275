// Which of a picture's sizes a page asks for. Page and worker must agree, or a stored picture is not found without a network.

import type { Headline, Picture } from './model.ts';

/** One width for every use: a picture is fetched and kept once. In pixels. */
export const STORED_WIDTH = 640;

/** The size to show and to keep: the smallest that is at least `STORED_WIDTH` wide, else the largest. */
export function chooseSize(picture: Picture): { readonly w: number; readonly url: string } | undefined {
  return picture.sizes.find(size => size.w >= STORED_WIDTH) ?? picture.sizes.at(-1);
}

/** Whether the lead may be shown from the store: other pictures of the article may lie there without it. */
export function isLeadStored({ lead, picturesStored, lostPictures }: Headline): boolean {
  return picturesStored > 0 && !lostPictures?.some(({ src }) => src === lead?.src);
}
