// Makes a page readable; inside a worker thread.

import { decodeBytes } from '../decode.ts';
import { pictures } from '../html.ts';
import { isTracker } from '../lead-picture.ts';
import type { ArticleAnswer, WirePicture } from '../wire.ts';
import { extractArticle } from './full-text.ts';
import { signedSizes } from './signature.ts';
import type { WorkAnswer, WorkRequest } from './work.ts';

const MAX_PICTURES = 100;

export function articleAnswer(request: Extract<WorkRequest, { kind: 'article' }>, bytes: Uint8Array): WorkAnswer {
  const { contentType, url, pictureKey } = request;
  if (contentType !== undefined && !/html|xml|text\/plain/i.test(contentType)) {
    return { kind: 'failed', code: 'not-a-page', detail: `There is no page, but ${contentType.slice(0, 60)}.` };
  }
  const found = extractArticle(decodeBytes(bytes, contentType).text, url);
  if (!found) return { kind: 'failed', code: 'not-a-page', detail: 'No article can be seen in the page.' };
  const { leadImage, ...article } = found;
  const shown = new Map(
    [...pictures(article.html)].filter(picture => !isTracker(picture)).map(picture => [picture.src, picture]),
  );
  if (leadImage !== undefined && !shown.has(leadImage)) shown.set(leadImage, { src: leadImage });
  const signed: WirePicture[] = [...shown.values()].slice(0, MAX_PICTURES).map(picture => ({
    ...picture,
    ...(picture.src === leadImage ? { lead: true as const } : {}),
    sizes: signedSizes(pictureKey, picture.src),
  }));
  // The lead picture stands first.
  signed.sort((a, b) => Number(b.lead ?? false) - Number(a.lead ?? false));
  const answer: ArticleAnswer = { url, ...article, _predawn: { pictures: signed } };
  return { kind: 'article', json: JSON.stringify(answer) };
}
