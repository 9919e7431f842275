// Counts anew which pictures of the stored articles lie in the picture cache: a backup brings the counts of another device.

import { chooseSize } from '../core/picture-choice.ts';
import { picturesToKeep } from '../core/lost-pictures.ts';
import { pictureKey } from '../core/picture-key.ts';
import type { Body, Headline } from '../core/model.ts';
import type { Key } from '../store/backend.ts';
import { keys } from '../store/keys.ts';
import type { Library } from '../store/library-api.ts';
import { CACHES } from './messages.ts';

const SLICE = 250;

/** Answers how many articles had another count. Without a cache none has a picture. */
export async function recountPictures(
  { backend, announce }: Pick<Library, 'backend' | 'announce'>,
  caches: CacheStorage | undefined,
): Promise<number> {
  const stored = await storedKeys(caches);
  let changed = 0;
  let after: Key | undefined;
  for (;;) {
    const page = await backend.range<Headline>({ prefix: ['headline'], limit: SLICE, ...(after ? { after } : {}) });
    if (page.length === 0) break;
    after = page.at(-1)?.[0];
    const claimed = page.filter(([, { picturesStored, pictures }]) => picturesStored > 0 || pictures > 0);
    const bodies = await backend.getMany<Body>(claimed.map(([, { id }]) => keys.body(id)));
    const puts = claimed.flatMap(([key, headline], at): (readonly [Key, unknown])[] => {
      const pictures = picturesToKeep(headline, bodies[at]);
      const have = pictures.filter(picture => {
        const size = chooseSize(picture);
        return size !== undefined && stored.has(pictureKey(picture.src, size.w));
      }).length;
      return have === headline.picturesStored ? [] : [[key, { ...headline, picturesStored: have }]];
    });
    if (puts.length > 0) await backend.write({ puts });
    changed += puts.length;
  }
  if (changed > 0) announce([['headline']]);
  return changed;
}

/** Path and query, as `pictureKey` gives them. */
async function storedKeys(caches: CacheStorage | undefined): Promise<Set<string>> {
  if (!caches || !(await caches.has(CACHES.pictures))) return new Set();
  const cache = await caches.open(CACHES.pictures);
  return new Set(
    (await cache.keys()).map(({ url }) => {
      const { pathname, search } = new URL(url);
      return pathname + search;
    }),
  );
}
