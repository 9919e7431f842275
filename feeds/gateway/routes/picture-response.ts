// What every picture is answered with: a fixed type, and a policy under which nothing in it can run.

import type { PictureAnswer } from '../pictures.ts';
import { problem } from '../problem.ts';

export const PICTURE_HEADERS = {
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
} as const;

export function pictureResponse(answer: PictureAnswer, headers: Readonly<Record<string, string>>): Response {
  if (answer.kind === 'failed') return problem(answer.code, { detail: answer.detail, headers: PICTURE_HEADERS });
  return new Response(answer.body, { headers: { ...headers, 'content-type': answer.type } });
}
