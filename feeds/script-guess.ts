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
const KANA = /[\u3041-\u3093\u30a1-\u30f6]/g;

/** Sets of two bytes check themselves: the first that fits is taken. */
const WIDE: readonly Candidate[] = [
  { label: 'euc-jp', usual: KANA, share: 0.25 },
  { label: 'shift_jis', usual: KANA, share: 0.25 },
  { label: 'euc-kr', usual: /[이다의는을가에고로하은한지도를사기리시인]/g, share: 0.12 },
  { label: 'gb18030', usual: SIMPLIFIED, share: 0.05 },
  { label: 'big5', usual: TRADITIONAL, share: 0.05 },
];

/** The dozen letters that make most of a text: wrong bytes hit other letters. */
const CYRILLIC = /[оеаинтсрвлкмдіу]/g;
const ARABIC = /[اليمونرتبعهدسف]/g;
const HEBREW = /[יוהלאתרמבשנםד]/g;
const GREEK = /[αοιετνσςκηρπυμάίέόήύ]/g;

/** Sets of one byte have a letter for each: the one whose letters are the most usual is taken. */
const NARROW: readonly Candidate[] = [
  { label: 'windows-1251', usual: CYRILLIC, share: 0.5 },
  { label: 'koi8-u', usual: CYRILLIC, share: 0.5 },
  { label: 'iso-8859-5', usual: CYRILLIC, share: 0.5 },
  { label: 'ibm866', usual: CYRILLIC, share: 0.5 },
  { label: 'x-mac-cyrillic', usual: CYRILLIC, share: 0.5 },
  { label: 'windows-1253', usual: GREEK, share: 0.5 },
  { label: 'iso-8859-7', usual: GREEK, share: 0.5 },
  { label: 'windows-1255', usual: HEBREW, share: 0.5 },
  { label: 'windows-1256', usual: ARABIC, share: 0.5 },
  { label: 'iso-8859-6', usual: ARABIC, share: 0.5 },
  { label: 'windows-874', usual: /[านรอกเงมยลวดท]|\u0e48|\u0e31/g, share: 0.45 },
];

/** Letters beyond ASCII of one language each, both cases. In the order in which they are tried: Western ones win where both fit. */
const LATIN: readonly (readonly [label: string, alphabets: string])[] = [
  [
    'windows-1252',
    'àâæçéèêëîïôœùûüÿ äöüßéà áéíóúüñºª àèéìíîòóùú ãáâàçéêíõóôúüºª åäöæøéüà éèëïíóöüáäê áéíóúýþæöð áàéèíïóòúüç·',
  ],
  ['windows-1250', 'ąćęłńóśźż áčďéěíňóřšťúůýžäľĺôŕ áéíóöőúüű ăâîşţ čćđšž'],
  ['iso-8859-2', 'ąćęłńóśźż áčďéěíňóřšťúůýžäľĺôŕ áéíóöőúüű ăâîşţ čćđšž'],
  ['windows-1254', 'çğıöşüâîûi̇'],
  ['windows-1257', 'ąčęėįšųūž āčēģīķļņšūž äöõüšž'],
];
const PUNCTUATION = '’‘“”„‚–—…«»‹›°·•€£§©®™´¿¡\u00a0\u00ad×½¼²³';

/** `undefined` where nothing fits better than Windows-1252. */
export function encodingByScript(sample: Uint8Array): string | undefined {
  if (neighbourly(sample) < 0.6) return byAlphabet(sample);
  const wide = WIDE.find(candidate => shareIn(sample, candidate) >= candidate.share);
  if (wide !== undefined) return wide.label;
  let best: { readonly label: string; readonly share: number } | undefined;
  for (const candidate of NARROW) {
    const share = shareIn(sample, candidate);
    if (share >= candidate.share && share > (best?.share ?? 0)) best = { label: candidate.label, share };
  }
  return best?.label;
}

/** The first set in which all letters are of one language; nothing where none is. */
function byAlphabet(sample: Uint8Array): string | undefined {
  for (const [label, alphabets] of LATIN) {
    const letters = new Set(
      decoded(sample, label)
        ?.toLowerCase()
        .match(/[^\0-\x7f]/g),
    );
    if (letters.size === 0) continue;
    for (const mark of PUNCTUATION) letters.delete(mark);
    if (alphabets.split(' ').some(alphabet => [...letters].every(letter => alphabet.includes(letter)))) return label;
  }
  return undefined;
}

function shareIn(sample: Uint8Array, { label, usual }: Candidate): number {
  const text = decoded(sample, label)?.toLowerCase();
  const beyond = text?.match(/[^\0-\x7f]/g)?.length ?? 0;
  return beyond === 0 ? 0 : (text?.match(usual)?.length ?? 0) / beyond;
}

/** `undefined` where the set does not have these bytes. */
function decoded(sample: Uint8Array, label: string): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(sample, { stream: true });
  } catch {
    return undefined; // bytes that it does not have
  }
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
