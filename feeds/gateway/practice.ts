// What a thread reads before anybody asks: the papers of the newsroom in the box, which are all formats and need no network.

import { PAPERS } from './newsroom/papers.ts';
import type { WorkRequest } from './work.ts';

/** The second reading is where the code has been compiled; more of them change nothing that could be measured. */
const TIMES = 2;
const ORIGIN = 'http://practice.invalid';
const MAX_BYTES = 1024 * 1024;
const MAX_ITEMS = 100;

/** Empty where the newsroom does not answer: practice is a courtesy to the first reader. */
export async function practice(
  newsroom: (request: Request) => Promise<Response>,
  pictureKey: Uint8Array<ArrayBuffer>,
): Promise<readonly WorkRequest[]> {
  const papers = await Promise.all(
    PAPERS.map(async ({ feedPath, contentType }) => {
      const url = `${ORIGIN}${feedPath}`;
      const answer = await newsroom(new Request(url)).catch(() => undefined);
      return answer?.ok === true ? { url, contentType, body: await answer.bytes() } : undefined;
    }),
  );
  return Array.from({ length: TIMES }, () =>
    papers
      .filter(paper => paper !== undefined)
      .map(({ url, contentType, body }): WorkRequest => ({
        kind: 'feed',
        url,
        contentType,
        // Given away with each reading.
        body: body.slice(),
        maxBytes: MAX_BYTES,
        known: '[]',
        now: 0,
        maxItems: MAX_ITEMS,
        pictureKey,
      })),
  ).flat();
}
