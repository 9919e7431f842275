// The favicon format: a list of small pictures, PNG or a bitmap without its head. The largest one is taken.

export type IcoPicture =
  | { readonly kind: 'png'; readonly bytes: Uint8Array }
  | { readonly kind: 'raw'; readonly rgba: Uint8Array; readonly width: number; readonly height: number };

const MAX_SIDE = 256;

export function isIco(bytes: Uint8Array): boolean {
  return bytes.length > 22 && bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 1 && bytes[3] === 0;
}

export function decodeIco(bytes: Uint8Array): IcoPicture | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let best: { readonly side: number; readonly depth: number; readonly at: number; readonly length: number } | undefined;
  const count = Math.min(view.getUint16(4, true), 64);
  for (let n = 0; n < count && 6 + 16 * (n + 1) <= bytes.length; n++) {
    const entry = 6 + 16 * n;
    const side = view.getUint8(entry) || MAX_SIDE;
    const depth = view.getUint16(entry + 6, true);
    const length = view.getUint32(entry + 8, true);
    const at = view.getUint32(entry + 12, true);
    if (at + length > bytes.length || length < 40) continue;
    if (!best || side > best.side || (side === best.side && depth > best.depth)) best = { side, depth, at, length };
  }
  if (!best) return undefined;
  const inner = bytes.subarray(best.at, best.at + best.length);
  if (inner[0] === 0x89 && inner[1] === 0x50) return { kind: 'png', bytes: inner };
  return decodeBitmap(inner);
}

/** A Windows bitmap of 1, 4, 8, 24 or 32 bits, uncompressed, twice as high as it looks: below it lies its mask. */
function decodeBitmap(bytes: Uint8Array): IcoPicture | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headLength = view.getUint32(0, true);
  const width = view.getInt32(4, true);
  const height = Math.floor(view.getInt32(8, true) / 2);
  const depth = view.getUint16(14, true);
  const colours = depth > 8 ? 0 : view.getUint32(32, true) || 1 << depth;
  const isPlain = view.getUint32(16, true) === 0 && [1, 4, 8, 24, 32].includes(depth);
  if (!isPlain || headLength < 40 || width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE) return undefined;
  const palette = headLength;
  const pixels = palette + colours * 4;
  const stride = Math.ceil((width * depth) / 32) * 4;
  const maskStride = Math.ceil(width / 32) * 4;
  const mask = pixels + stride * height;
  if (mask > bytes.length) return undefined;
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    const row = pixels + (height - 1 - y) * stride;
    for (let x = 0; x < width; x++) {
      const from = depth >= 24 ? row + x * (depth / 8) : palette + 4 * paletteIndex(bytes, row, x, depth);
      const to = 4 * (y * width + x);
      rgba[to] = bytes[from + 2] ?? 0;
      rgba[to + 1] = bytes[from + 1] ?? 0;
      rgba[to + 2] = bytes[from] ?? 0;
      const maskByte = bytes[mask + (height - 1 - y) * maskStride + (x >> 3)] ?? 0;
      rgba[to + 3] = depth === 32 ? (bytes[from + 3] ?? 255) : (maskByte >> (7 - (x & 7))) & 1 ? 0 : 255;
    }
  }
  return { kind: 'raw', rgba, width, height };
}

function paletteIndex(bytes: Uint8Array, row: number, x: number, depth: number): number {
  const bit = x * depth;
  const byte = bytes[row + (bit >> 3)] ?? 0;
  return (byte >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
}
