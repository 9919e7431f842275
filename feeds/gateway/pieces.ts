// Pieces of a gzip stream that can be kept and put together: each is deflated by itself and ends on a byte (a full flush), so that an
// edition of kept lines is compressed without compressing anything. One header before, checksum and length after (RFC 1951, RFC 1952).

import { promisify } from 'node:util';
import { constants, crc32, deflateRaw, inflateRaw } from 'node:zlib';
import { createTurns } from './turns.ts';

export interface Piece {
  /** In the parts in which it stands in memory. */
  readonly raw: () => Promise<readonly Uint8Array[]>;
  readonly length: number;
  /** The same, deflated; made when first asked for, and then kept instead of the raw bytes. */
  readonly deflated: () => Promise<Buffer>;
  readonly crc: number;
  /** Bytes that keeping it costs, roughly. */
  readonly weight: () => number;
}

/** Below this deflating costs more than it saves: a stored block. */
const STORED_BELOW = 600;
const LEVEL = 5;
const deflateRawAsync = promisify(deflateRaw);
const inflateRawAsync = promisify(inflateRaw);

export function pieceOf(parts: readonly Uint8Array[]): Piece {
  let raw: readonly Uint8Array[] | undefined = parts;
  const length = parts.reduce((sum, part) => sum + part.byteLength, 0);
  let packed: Buffer | undefined;
  let packing: Promise<Buffer> | undefined;
  let crc: number | undefined;
  const crcOf = (from: readonly Uint8Array[] = []) => (crc ??= from.reduce((sum, part) => crc32(part, sum), 0));

  async function pack(from: readonly Uint8Array[]): Promise<Buffer> {
    crcOf(from);
    const whole = Buffer.concat(from, length);
    packed = length < STORED_BELOW ? stored(whole) : await deflated(whole);
    raw = undefined;
    return packed;
  }

  async function unpack(from: Buffer): Promise<readonly Uint8Array[]> {
    return [await inflateRawAsync(from, { finishFlush: constants.Z_SYNC_FLUSH })];
  }
  return {
    length,
    get crc() {
      return crcOf(raw);
    },
    raw: async () => raw ?? unpack(packed ?? Buffer.alloc(0)),
    deflated: async () => packed ?? (packing ??= pack(raw ?? [])),
    weight: () => packed?.byteLength ?? length,
  };
}

/** Each takes a quarter of a megabyte of state while it waits for a thread of the pool, which has four. */
const turns = createTurns(4);

async function deflated(from: Buffer): Promise<Buffer> {
  const leave = await turns.enter();
  try {
    return await deflateRawAsync(from, FULL_FLUSH);
  } finally {
    leave();
  }
}

const FULL_FLUSH = { level: LEVEL, finishFlush: constants.Z_FULL_FLUSH };

export const GZIP_HEAD = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/** The last, empty block, the checksum of everything and its length. */
export function gzipTail(crc: number, length: number): Buffer {
  const tail = Buffer.alloc(10);
  tail[0] = 3;
  tail.writeUInt32LE(crc >>> 0, 2);
  tail.writeUInt32LE(length >>> 0, 6);
  return tail;
}

/** The checksum of two pieces in a row, from theirs: so that kept pieces are never read again. */
export function joinCrc(first: number, second: number, secondLength: number): number {
  return (multiply(powerOfX(secondLength), first) ^ second) >>> 0;
}

function stored(raw: Buffer): Buffer {
  const block = Buffer.alloc(5 + raw.byteLength);
  block.writeUInt16LE(raw.byteLength, 1);
  block.writeUInt16LE(raw.byteLength ^ 0xffff, 3);
  raw.copy(block, 5);
  return block;
}

const POLYNOMIAL = 0xedb88320;
/** x^(2^n) modulo the polynomial, n from 0. */
const SQUARES = squares();

function squares(): Uint32Array {
  const table = new Uint32Array(32);
  let power = 1 << 30;
  for (let n = 0; n < 32; n++) {
    table[n] = power;
    power = multiply(power, power);
  }
  return table;
}

/** x^(8·bytes) modulo the polynomial. */
function powerOfX(bytes: number): number {
  let power = 1 << 31;
  let rest = bytes;
  for (let n = 3; rest > 0; n++, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = multiply(SQUARES[n & 31] ?? 0, power);
  }
  return power;
}

function multiply(a: number, b: number): number {
  let product = 0;
  let factor = b;
  for (let mask = 1 << 31; mask !== 0; mask >>>= 1) {
    if (a & mask) product ^= factor;
    factor = factor & 1 ? (factor >>> 1) ^ POLYNOMIAL : factor >>> 1;
  }
  return product >>> 0;
}
