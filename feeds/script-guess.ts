// What encoding undeclared bytes are in, judged by what they would say: the letters that a language uses most must be there.

interface Candidate {
  readonly label: string;
  /** Characters that texts in it are full of. */
  readonly usual: RegExp;
  /** Their share of all characters beyond ASCII, at least. */
  readonly share: number;
}

const SIMPLIFIED =
  /[的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里]/g;
const TRADITIONAL =
  /[的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡]/g;

/** The first that fits is taken: sets of two bytes, which check themselves, before those of one. */
const CANDIDATES: readonly Candidate[] = [
  { label: 'euc-jp', usual: /[\u3041-\u3093\u30a1-\u30f6]/g, share: 0.25 },
  { label: 'shift_jis', usual: /[\u3041-\u3093\u30a1-\u30f6]/g, share: 0.25 },
  { label: 'euc-kr', usual: /[이다의는을가에고로하은한지도를사기리시인]/g, share: 0.12 },
  { label: 'gb18030', usual: SIMPLIFIED, share: 0.05 },
  { label: 'big5', usual: TRADITIONAL, share: 0.05 },
  { label: 'windows-1251', usual: /[\u0430-\u044f]/g, share: 0.6 },
  { label: 'koi8-r', usual: /[\u0430-\u044f]/g, share: 0.6 },
  { label: 'windows-1253', usual: /[\u03ac-\u03ce]/g, share: 0.6 },
  { label: 'windows-1255', usual: /[\u05d0-\u05ea]/g, share: 0.7 },
  { label: 'windows-1256', usual: /[\u0621-\u064a]/g, share: 0.7 },
  { label: 'windows-874', usual: /[\u0e01-\u0e4e]/g, share: 0.8 },
];

/** `undefined` where it looks like a Latin script. */
export function encodingByScript(sample: Uint8Array): string | undefined {
  if (neighbourly(sample) < 0.6) return undefined;
  return CANDIDATES.find(candidate => fits(sample, candidate))?.label;
}

function fits(sample: Uint8Array, { label, usual, share }: Candidate): boolean {
  let text: string;
  try {
    text = new TextDecoder(label, { fatal: true }).decode(sample, { stream: true });
  } catch {
    return false; // bytes that it does not have
  }
  const beyond = text.match(/[^\0-\x7f]/g)?.length ?? 0;
  return beyond > 0 && (text.match(usual)?.length ?? 0) / beyond >= share;
}

/** Share of the bytes beyond ASCII that stand beside another: accents stand alone between letters, other scripts in rows. */
function neighbourly(sample: Uint8Array): number {
  let high = 0;
  let beside = 0;
  for (let i = 0; i < sample.length; i += 1) {
    if ((sample[i] ?? 0) < 0x80) continue;
    high += 1;
    if ((sample[i - 1] ?? 0) >= 0x80 || (sample[i + 1] ?? 0) >= 0x80) beside += 1;
  }
  return high === 0 ? 0 : beside / high;
}
