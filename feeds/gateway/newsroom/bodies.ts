// Reading what somebody posts, bounded: a form, or JSON, never more bytes than allowed.

/** Fields of a posted form or JSON object. Values of JSON that are no strings are dropped. */
export type Fields = ReadonlyMap<string, string | File>;
export type ReadFields =
  | { readonly kind: 'fields'; readonly fields: Fields }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'unreadable' };

export async function readFields(request: Request, maxBytes: number): Promise<ReadFields> {
  const bytes = await readBytes(request, maxBytes);
  if (bytes === undefined) return { kind: 'too-large' };
  const type = request.headers.get('content-type') ?? '';
  try {
    if (/^application\/json\b/i.test(type))
      return { kind: 'fields', fields: fromJson(JSON.parse(new TextDecoder().decode(bytes))) };
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- its known weakness is bodies without a limit; this one has been read and measured
    const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
    return { kind: 'fields', fields: new Map(form) };
  } catch {
    return { kind: 'unreadable' };
  }
}

async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return undefined;
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    total += chunk.length;
    if (total > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Uint8Array.from(Buffer.concat(chunks));
}

function fromJson(value: unknown): Fields {
  if (typeof value !== 'object' || value === null) throw new TypeError('not an object');
  return new Map(Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}

/** Plain text of a field, trimmed; empty where there is none. */
export function textField(fields: Fields, name: string): string {
  const value = fields.get(name);
  return typeof value === 'string' ? value.trim() : '';
}
