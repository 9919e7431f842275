// Pictures that cannot be had. A publisher links what is gone, forbidden or no picture at all: nobody waits for those.

import { DAY_MS } from './local-clock.ts';
import type { Body, Headline, LostPicture, Picture } from './model.ts';
import { isLeadStored } from './picture-choice.ts';

/** A picture whose publisher did not answer so often is not waited for any more, though it is asked for again. */
const ENOUGH_TRIES = 3;
/** One that was refused for good is asked for again after so long: publishers mend things too, milliseconds. */
const AGAIN_MS = DAY_MS;
/** A headline stays small, whatever a page links. */
const MOST_REMEMBERED = 40;

/** All pictures that a device keeps of an article, its lead first: a page's text need not hold the one of the feed. */
export function picturesToKeep({ lead }: Pick<Headline, 'lead'>, body: Body | undefined): readonly Picture[] {
  const pictures = body?.pictures ?? [];
  return lead === undefined ? pictures : [lead, ...pictures.filter(({ src }) => src !== lead.src)];
}

/** Whether the lead is still to come: there is one, it is not here, and it has not proved that it cannot be had. */
export function isLeadAwaited(headline: Headline): boolean {
  const { lead, lostPictures } = headline;
  if (lead === undefined || lead.sizes.length === 0 || isLeadStored(headline)) return false;
  const lost = lostPictures?.find(({ src }) => src === lead.src);
  return lost === undefined || !(lost.final || lost.tries >= ENOUGH_TRIES);
}

/** Whether it is worth asking for now. A clock that was set back puts nothing off for ever. */
export function isWorthAsking(lost: LostPicture | undefined, now: number): boolean {
  return lost?.final !== true || now < lost.at || now - lost.at > AGAIN_MS;
}

/** What is remembered after one more failure. */
export function lostOnceMore(
  before: readonly LostPicture[],
  failed: { readonly src: string; readonly final: boolean; readonly at: number },
): readonly LostPicture[] {
  const tries = (before.find(({ src }) => src === failed.src)?.tries ?? 0) + 1;
  return [{ ...failed, tries }, ...before.filter(({ src }) => src !== failed.src)].slice(0, MOST_REMEMBERED);
}
