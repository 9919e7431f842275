// Character references: HTML names and numbers, decoded in one pass without backtracking.

import { TextBuilder } from './text-builder.ts';

/** HTML 4 names that stand for code points 160 to 255, in order. */
const LATIN1 =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';

/** The other names: `name character` pairs. HTML 4 whole, and the HTML 5 names that writers use. */
const OTHERS =
  'quot " amp & apos \' lt < gt > QUOT " AMP & LT < GT > COPY © REG ® OElig Œ oelig œ Scaron Š scaron š Yuml Ÿ fnof ƒ circ ˆ tilde ˜ Alpha Α Beta Β Gamma Γ Delta Δ Epsilon Ε Zeta Ζ Eta Η Theta Θ Iota Ι Kappa Κ Lambda Λ Mu Μ Nu Ν Xi Ξ Omicron Ο Pi Π Rho Ρ Sigma Σ Tau Τ Upsilon Υ Phi Φ Chi Χ Psi Ψ Omega Ω alpha α beta β gamma γ delta δ epsilon ε zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ nu ν xi ξ omicron ο pi π rho ρ sigmaf ς sigma σ tau τ upsilon υ phi φ chi χ psi ψ omega ω thetasym ϑ upsih ϒ piv ϖ ensp \u2002 emsp \u2003 thinsp \u2009 hairsp \u200a zwnj \u200c zwj \u200d lrm \u200e rlm \u200f ndash – mdash — horbar ― lsquo ‘ rsquo ’ sbquo ‚ ldquo “ rdquo ” bdquo „ dagger † Dagger ‡ bull • hellip … permil ‰ prime ′ Prime ″ lsaquo ‹ rsaquo › oline ‾ frasl ⁄ euro € image ℑ weierp ℘ real ℜ trade ™ alefsym ℵ larr ← uarr ↑ rarr → darr ↓ harr ↔ crarr ↵ lArr ⇐ uArr ⇑ rArr ⇒ dArr ⇓ hArr ⇔ forall ∀ part ∂ exist ∃ empty ∅ nabla ∇ isin ∈ notin ∉ ni ∋ prod ∏ sum ∑ minus − lowast ∗ radic √ prop ∝ infin ∞ ang ∠ and ∧ or ∨ cap ∩ cup ∪ int ∫ there4 ∴ sim ∼ cong ≅ asymp ≈ ne ≠ equiv ≡ le ≤ ge ≥ sub ⊂ sup ⊃ nsub ⊄ sube ⊆ supe ⊇ oplus ⊕ otimes ⊗ perp ⊥ sdot ⋅ lceil ⌈ rceil ⌉ lfloor ⌊ rfloor ⌋ lang \u2329 rang \u232a loz ◊ spades ♠ clubs ♣ hearts ♥ diams ♦ num # excl ! dollar $ percnt % lpar ( rpar ) ast * plus + comma , period . sol / colon : semi ; equals = quest ? commat @ lsqb [ lbrack [ bsol \\ rsqb ] rbrack ] Hat ^ lowbar _ grave ` lcub { lbrace { verbar | vert | rcub } rbrace } Tab \t NewLine \n rsquor ’ ldquor „ mldr … nldr ‥ check ✓ star ☆ starf ★ phone ☎ male ♂ female ♀ hyphen ‐ dash ‐ half ½ Amacr Ā amacr ā Abreve Ă abreve ă Aogon Ą aogon ą Cacute Ć cacute ć Ccaron Č ccaron č Dcaron Ď dcaron ď Dstrok Đ dstrok đ Emacr Ē emacr ē Eogon Ę eogon ę Ecaron Ě ecaron ě Gbreve Ğ gbreve ğ Imacr Ī imacr ī Idot İ imath ı inodot ı Lstrok Ł lstrok ł Nacute Ń nacute ń Ncaron Ň ncaron ň Odblac Ő odblac ő Rcaron Ř rcaron ř Sacute Ś sacute ś Scedil Ş scedil ş Tcaron Ť tcaron ť Umacr Ū umacr ū Uring Ů uring ů Udblac Ű udblac ű Zacute Ź zacute ź Zdot Ż zdot ż Zcaron Ž zcaron ž';

const NAMES = new Map<string, string>();
LATIN1.split(' ').forEach((name, i) => NAMES.set(name, String.fromCharCode(160 + i)));
{
  const words = OTHERS.split(' ');
  for (let i = 0; i + 1 < words.length; i += 2) NAMES.set(words[i] ?? '', words[i + 1] ?? '');
}

/** Code points 128 to 159 as Windows-1252 has them: what writers mean by `&#151;`. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

const LONGEST_NAME = 32;
const AMPERSAND = 38;
const HASH = 35;
const SEMICOLON = 59;

/** What a document declares itself: `<!ENTITY name "value">`, already expanded within bounds. */
export interface Declared {
  get(name: string): string | undefined;
}

/** Decodes references; what is no reference stays as written. Linear. */
export function decodeEntities(text: string, declared?: Declared): string {
  let at = text.indexOf('&');
  if (at < 0) return text;
  const out = new TextBuilder();
  let done = 0;
  let halves = false;
  while (at >= 0) {
    const end = referenceEnd(text, at);
    if (end > 0) {
      const value = referenceValue(text, at, end, declared);
      if (value !== undefined) {
        out.add(text.slice(done, at));
        out.add(value);
        halves ||= SURROGATE.test(value);
        done = end;
        at = text.indexOf('&', end);
        continue;
      }
    }
    at = text.indexOf('&', at + 1);
  }
  if (done === 0) return text;
  out.add(text.slice(done));
  return halves ? whole(out.toString()) : out.toString();
}

/** Halves of pairs that found no other half are no letters. */
function whole(text: string): string {
  return LONE.test(text) ? text.replaceAll(new RegExp(LONE, 'gu'), '\ufffd') : text;
}

const LONE = /\p{Surrogate}/u;
const SURROGATE = /^[\ud800-\udfff]$/;

/** Text between tags, kept as markup: references that HTML knows stay, own ones are replaced, a bare `&` is escaped. */
export function keepReferences(text: string, declared?: Declared): string {
  let at = text.indexOf('&');
  if (at < 0) return text;
  const out = new TextBuilder();
  let done = 0;
  while (at >= 0) {
    const end = referenceEnd(text, at);
    const value = end > 0 ? referenceValue(text, at, end, declared) : undefined;
    if (value === undefined) {
      out.add(text.slice(done, at));
      out.add('&amp;');
      done = at + 1;
    } else if (text.charCodeAt(at + 1) === HASH ? SURROGATE.test(value) : !NAMES.has(text.slice(at + 1, end - 1))) {
      out.add(text.slice(done, at));
      out.add(value);
      done = end;
    }
    at = text.indexOf('&', Math.max(at + 1, done));
  }
  if (done === 0) return text;
  out.add(text.slice(done));
  return whole(out.toString());
}

/** Makes text safe between tags and in double-quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** The place after the `;`, or after a number without one; 0 when this is no reference. */
function referenceEnd(text: string, at: number): number {
  const limit = Math.min(text.length, at + LONGEST_NAME + 2);
  let i = at + 1;
  if (text.charCodeAt(i) === HASH) {
    i += 1;
    const hex = (text.charCodeAt(i) | 32) === 120;
    if (hex) i += 1;
    const first = i;
    while (i < limit && isDigit(text.charCodeAt(i), hex)) i += 1;
    if (i === first) return 0;
    return text.charCodeAt(i) === SEMICOLON ? i + 1 : i;
  }
  for (; i < limit; i += 1) {
    const c = text.charCodeAt(i);
    if (c === SEMICOLON) return i > at + 1 ? i + 1 : 0;
    if (c === AMPERSAND || c <= 32 || c === 60 || c === 62) return 0;
  }
  return 0;
}

function referenceValue(text: string, at: number, end: number, declared: Declared | undefined): string | undefined {
  if (text.charCodeAt(at + 1) !== HASH) {
    const name = text.slice(at + 1, end - 1);
    return declared?.get(name) ?? NAMES.get(name);
  }
  const hex = (text.charCodeAt(at + 2) | 32) === 120;
  const digits = text.slice(at + (hex ? 3 : 2), text.charCodeAt(end - 1) === SEMICOLON ? end - 1 : end);
  const code = parseInt(digits, hex ? 16 : 10);
  if (code >= 128 && code < 160) return windows1252(code);
  if (code === 9 || code === 10 || code === 13) return String.fromCharCode(code);
  // Half of a pair: some write a letter beyond U+FFFF as two references.
  if (code >= 0xd800 && code <= 0xdfff) return String.fromCharCode(code);
  if (code < 32 || code > 0x10ffff) return '\ufffd';
  return String.fromCodePoint(code);
}

/** What a code point from 128 to 159 was meant to be. */
export function windows1252(code: number): string {
  return WINDOWS_1252[code - 128] ?? '';
}

function isDigit(c: number, hex: boolean): boolean {
  if (c >= 48 && c <= 57) return true;
  const lower = c | 32;
  return hex && lower >= 97 && lower <= 102;
}
