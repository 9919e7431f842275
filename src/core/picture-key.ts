// The address under which a device keeps a picture: the publisher's address and the width, without signature or format.

/** Key in the cache `predawn-pictures`: same-origin, so that a changed signature costs nothing. */
export function pictureKey(src: string, width: number): string {
  return `/api/image?url=${encodeURIComponent(src)}&w=${width}`;
}

/** The key of a full picture address of the gateway (`/api/image?url=…&w=…&f=…&s=…`), absolute or relative; else undefined. */
export function pictureKeyOfAddress(address: string): string | undefined {
  const mark = address.indexOf('?');
  if (mark < 0 || !address.slice(0, mark).endsWith('/api/image')) return undefined;
  const query = new Map<string, string>();
  const end = address.indexOf('#', mark);
  for (const pair of address.slice(mark + 1, end < 0 ? undefined : end).split('&')) {
    const at = pair.indexOf('=');
    if (at > 0 && !query.has(pair.slice(0, at))) query.set(pair.slice(0, at), pair.slice(at + 1));
  }
  const src = decode(query.get('url'));
  const width = Number(query.get('w'));
  return src !== undefined && Number.isInteger(width) && width > 0 ? pictureKey(src, width) : undefined;
}

function decode(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
