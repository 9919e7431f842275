// The photo wall: takes pictures up to 25 MB, shows them only as pictures that we encoded ourselves, and forgets the oldest.

import { createHash } from 'node:crypto';
import { loadSharp } from '../sharp.ts';
import { asset, json, page, problem } from './answers.ts';
import { readFields, textField } from './bodies.ts';
import { wantsPage } from './guest-book.ts';
import { escapeMarkup as x } from './markup.ts';
import { renderPage } from './pages.ts';
import { createRepeats } from './repeats.ts';
import { createSwitchboard, readSwitches } from './switches.ts';

export const MAX_PHOTO_BYTES = 25 * 1024 * 1024;
/** Room for the form around the picture. */
const FORM_BYTES = 64 * 1024;
const MAX_PHOTOS = 24;
const MAX_PIXELS = 60_000_000;
const MAX_CAPTION = 200;
/** Uploads in hand at the same time; each may hold 25 MB and its pixels. */
const MAX_AT_ONCE = 3;
const EDGE = 1280;

interface Photo {
  readonly id: string;
  readonly caption: string;
  readonly width: number;
  readonly height: number;
  readonly hungAt: string;
}

export function createPhotoWall({ now }: { now: () => number }): (request: Request) => Promise<Response> {
  const wall = new Map<string, { readonly photo: Photo; readonly bytes: Uint8Array<ArrayBuffer> }>();
  const repeats = createRepeats();
  const switched = createSwitchboard();
  let hung = 0;
  let inHand = 0;

  const hang = async (request: Request, url: URL): Promise<Response> => {
    const read = await readFields(request, MAX_PHOTO_BYTES + FORM_BYTES);
    if (read.kind === 'too-large') return problem(413, 'too-large', 'A picture has at most 25 MB.');
    if (read.kind === 'unreadable')
      return problem(400, 'unreadable-body', 'Send a multipart form with the field "photo".');
    const file = read.fields.get('photo');
    if (!(file instanceof File) || file.size === 0) return problem(422, 'photo-missing', 'Choose a picture first.');
    if (file.size > MAX_PHOTO_BYTES) return problem(413, 'too-large', 'A picture has at most 25 MB.');
    const caption = textField(read.fields, 'caption').slice(0, MAX_CAPTION);
    const key = request.headers.get('idempotency-key') ?? (textField(read.fields, 'idempotency-key') || undefined);
    const switches = readSwitches(url.searchParams);
    if (!switches) return problem(400, 'bad-switch', 'A failure switch has a value that means nothing.');
    return switched(switches, key ?? url.search, request.signal, async () => {
      const original = new Uint8Array(await file.arrayBuffer());
      const print = createHash('sha256').update(original).digest('base64url');
      const once = await repeats.once(key, `${caption}\n${print}`, async () => {
        const picture = await develop(original);
        if (!picture) return { status: 415, value: undefined };
        const id = `${++hung}-${print.slice(0, 10)}`;
        const photo = {
          id,
          caption,
          width: picture.width,
          height: picture.height,
          hungAt: new Date(now()).toISOString(),
        };
        wall.set(id, { photo, bytes: picture.bytes });
        const oldest = wall.size > MAX_PHOTOS ? wall.keys().next().value : undefined;
        if (oldest !== undefined) wall.delete(oldest);
        return { status: 201, value: { ...photo, url: `/newsroom/photo-wall/${id}.jpg` } };
      });
      if (once instanceof Response) return once;
      if (once.outcome.status === 415)
        return problem(415, 'not-a-picture', 'This is no JPEG, PNG, WebP, GIF or AVIF that can be read.');
      if (wantsPage(request)) return new Response(null, { status: 303, headers: { location: '/newsroom/photo-wall' } });
      return json(
        once.outcome.value,
        once.isRepeat ? 200 : 201,
        once.isRepeat ? { 'idempotency-replayed': 'true' } : {},
      );
    });
  };

  return async request => {
    const url = new URL(request.url);
    if (request.method === 'POST') {
      if (inHand >= MAX_AT_ONCE)
        return problem(503, 'busy', 'Other pictures are being hung. Try again shortly.', { 'retry-after': '2' });
      inHand++;
      try {
        return await hang(request, url);
      } finally {
        inHand--;
      }
    }
    const id = /^\/newsroom\/photo-wall\/([\w-]+)\.jpg$/.exec(url.pathname)?.[1];
    if (id !== undefined) {
      const found = wall.get(id);
      return found
        ? asset(found.bytes, 'image/jpeg', 86_400)
        : problem(404, 'no-such-photo', 'This picture no longer hangs here.');
    }
    const photos = [...wall.values()].map(entry => entry.photo).reverse();
    const asJson =
      url.pathname.endsWith('.json') || (request.headers.get('accept') ?? '').startsWith('application/json');
    return asJson ? json({ total: hung, photos }) : page(photoWallPage(photos), 200, 0);
  };
}

/** Decodes and encodes anew: what was hidden in the file (place, thumbnail, script) is gone. */
async function develop(
  original: Uint8Array,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; width: number; height: number } | undefined> {
  if (!looksLikePicture(original)) return undefined;
  try {
    const sharp = await loadSharp();
    const { data, info } = await sharp(original, { limitInputPixels: MAX_PIXELS })
      .rotate()
      .resize({ width: EDGE, height: EDGE, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#fbf8f2' })
      .jpeg({ quality: 80 })
      .toBuffer({ resolveWithObject: true });
    return { bytes: Uint8Array.from(data), width: info.width, height: info.height };
  } catch {
    return undefined;
  }
}

/** By its first bytes: SVG and everything else that is text never reaches the decoder. */
function looksLikePicture(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  return (
    start.startsWith('\xff\xd8\xff') ||
    start.startsWith('\x89PNG\r\n') ||
    start.startsWith('GIF8') ||
    (start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP') ||
    /^.{4}ftyp(?:avif|avis|mif1|heic|heix)/s.test(start)
  );
}

function photoWallPage(photos: readonly Photo[]): string {
  const rows = photos.map(
    p =>
      `<li><figure><img src="/newsroom/photo-wall/${p.id}.jpg" width="${p.width}" height="${p.height}" alt="${x(p.caption || 'A picture without a caption')}" loading="lazy"><figcaption>${x(p.caption)}</figcaption></figure></li>`,
  );
  return renderPage({
    title: 'Photo wall · the sample newsroom',
    body: `<main><h1>Photo wall</h1>
<p class="lede">Hang up a picture of up to 25 MB. It is made smaller, loses whatever else the file told, and stays until ${MAX_PHOTOS} newer ones have come.</p>
<form method="post" action="/newsroom/photo-wall" enctype="multipart/form-data">
<label for="photo">Picture</label><input id="photo" name="photo" type="file" accept="image/*" required>
<label for="caption">Caption</label><input id="caption" name="caption" maxlength="${MAX_CAPTION}">
<button>Hang it up</button>
</form>
<h2>On the wall</h2>
${rows.length > 0 ? `<ul>${rows.join('')}</ul>` : '<p>The wall is bare.</p>'}</main>`,
  });
}
