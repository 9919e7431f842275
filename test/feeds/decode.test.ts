import assert from 'node:assert/strict';
import { test } from 'node:test';
import { charsetOf, decodeBytes } from '../../feeds/decode.ts';

const latin = (text: string): Uint8Array => Uint8Array.from(text, c => c.charCodeAt(0));
const declared = (encoding: string, text: string): Uint8Array =>
  latin(`<?xml version="1.0" encoding="${encoding}"?>${text}`);

test('the byte order mark is stronger than what is said', () => {
  const utf8 = new Uint8Array([0xef, 0xbb, 0xbf, ...new TextEncoder().encode('<a>é</a>')]);
  assert.equal(decodeBytes(utf8, 'text/xml; charset=iso-8859-1').text, '<a>é</a>');
});

test('the charset of HTTP is stronger than the declaration', () => {
  assert.match(decodeBytes(declared('utf-8', 'Caf\xe9'), 'application/xml; charset="windows-1252"').text, /Café$/);
});

test('the declaration is obeyed where HTTP is silent', () => {
  assert.match(decodeBytes(declared('iso-8859-2', '\xb1')).text, /ą$/);
  assert.match(decodeBytes(declared('koi8-r', '\xd3')).text, /с$/);
});

test('a wrong declaration is seen through', () => {
  const decoded = decodeBytes(declared('utf-8', 'Une simplification tr\xe8s complexe, na\xefve'));
  assert.match(decoded.text, /très complexe, naïve$/);
  assert.equal(decoded.guessed, true);
});

test('an unknown encoding is no reason to give up', () => {
  assert.match(decodeBytes(declared('x-nonsense', 'plain')).text, /plain$/);
});

test('UTF-16 and UTF-32 show without a mark', () => {
  const wide = (text: string, width: 2 | 4, little: boolean): Uint8Array => {
    const bytes = new Uint8Array(text.length * width);
    for (let i = 0; i < text.length; i += 1) bytes[i * width + (little ? 0 : width - 1)] = text.charCodeAt(i);
    return bytes;
  };
  for (const width of [2, 4] as const)
    for (const little of [true, false]) assert.equal(decodeBytes(wide('<rss/>', width, little)).text, '<rss/>');
});

test('Cyrillic without a declaration is recognised', () => {
  const text = latin(
    '<rss><title>\xd1\xe2\xee\xe4\xea\xe0 \xed\xee\xe2\xee\xf1\xf2\xe5\xe9 \xe4\xed\xff</title></rss>',
  );
  assert.match(decodeBytes(text).text, /Сводка новостей дня/);
});

test('charset is read in any quotes and case', () => {
  assert.equal(charsetOf("text/xml; Charset='UTF-8'"), 'utf-8');
  assert.equal(charsetOf('text/xml'), undefined);
});

test('undeclared Japanese and Thai are recognised', () => {
  const japanese =
    'PHJzcz48Y2hhbm5lbD48dGl0bGU+ucGkzr+3yrmk8sbJpN+k3qS5oaKkvaS3pMak3qS/zMDG/DwvdGl0bGU+PC9jaGFubmVsPjwvcnNzPg==';
  const thai = 'PHJzcz48Y2hhbm5lbD48dGl0bGU+ytO50aGn0rnK6KfgysPUwTwvdGl0bGU+PC9jaGFubmVsPjwvcnNzPg==';
  assert.match(decodeBytes(Buffer.from(japanese, 'base64')).text, /港の新聞を読みます/);
  assert.match(decodeBytes(Buffer.from(thai, 'base64')).text, /สำนักงานส่งเสริม/);
});

/** Bytes of a text in a set of one byte a letter. */
function inSet(label: string, text: string): Uint8Array {
  const byteOf = new Map(
    Array.from({ length: 256 }, (_, byte) => [new TextDecoder(label).decode(Uint8Array.of(byte)), byte]),
  );
  return Uint8Array.from(text, char => byteOf.get(char) ?? 63);
}

const TEXTS: readonly (readonly [label: string, text: string])[] = [
  ['windows-1252', 'Été à la plage, où naître là-bas: çà et là, événement élevé'],
  ['windows-1251', 'Новости дня: сегодня в Москве прошёл большой праздник'],
  ['koi8-r', 'Новости дня: сегодня в Москве прошёл большой праздник'],
  ['iso-8859-5', 'Новости дня: сегодня в Москве прошёл большой праздник'],
  ['ibm866', 'Новости дня: сегодня в Москве прошёл большой праздник'],
  ['koi8-u', 'Новини України: сьогодні у Києві їжак'],
  ['iso-8859-7', 'Ειδήσεις της ημέρας από την Αθήνα και τη Θεσσαλονίκη'],
  ['windows-1255', 'חדשות היום מישראל ומהעולם כולו'],
  ['windows-1256', 'أخبار اليوم من العالم العربي والعالم'],
  ['iso-8859-6', 'أخبار اليوم من العالم العربي والعالم'],
  ['windows-874', 'ข่าววันนี้จากประเทศไทยและต่างประเทศ'],
  ['windows-1250', 'Příliš žluťoučký kůň úpěl ďábelské ódy'],
  ['iso-8859-2', 'Wiadomości z kraju: rząd przyjął nową ustawę, późną nocą spadł śnieg'],
  ['iso-8859-2', 'Árvíztűrő tükörfúrógép'],
  ['windows-1254', 'Bugünkü haberler: şiddetli yağış İstanbul genelinde etkili oldu'],
  ['windows-1257', 'Lietuvos žmonės šiandien išrinko naują vyriausybę, kuri žada mažinti mokesčius'],
];

test('a set is obeyed where it is declared, and recognised where it is not or where UTF-8 is said of it', () => {
  for (const [label, text] of TEXTS) {
    for (const said of [` encoding="${label}"`, '', ' encoding="utf-8"']) {
      const document = inSet(label, `<?xml version="1.0"${said}?><rss>${text}</rss>`);
      assert.match(decodeBytes(document).text, new RegExp(`<rss>${text}</rss>$`), `${label}${said}`);
    }
  }
});

test('UTF-8 that is said to be something else is seen through', () => {
  const document = (label: string): Uint8Array =>
    new TextEncoder().encode(`<?xml version="1.0" encoding="${label}"?><rss>Новости дня: сегодня, événement</rss>`);
  for (const label of ['iso-8859-1', 'windows-1252', 'gb2312', 'shift_jis', 'us-ascii', 'utf-16', 'utf-7'])
    assert.match(decodeBytes(document(label)).text, /Новости дня: сегодня, événement/, label);
  assert.match(decodeBytes(document('utf-8'), 'text/xml; charset=iso-8859-1').text, /Новости дня/);
});

test('two letters of Latin 1 that happen to be UTF-8 stay Latin 1', () => {
  assert.match(decodeBytes(declared('iso-8859-1', '\xc3\xa9')).text, /Ã©$/);
});

test('ISO-2022-JP shows by its escapes', () => {
  assert.match(decodeBytes(latin('<rss>\x1b$BF|K\\\x1b(B</rss>')).text, /<rss>日本<\/rss>/);
});

test('a text cut in the middle of a letter is still UTF-8', () => {
  const whole = new TextEncoder().encode('<rss><title>日本</title>日本');
  assert.match(decodeBytes(whole.subarray(0, -1)).text, /<title>日本<\/title>日/);
});

test('a page is read as its meta says, a feed is not', () => {
  const page = (meta: string): Uint8Array => latin(`<!doctype html><html><head>${meta}</head><body>caf\xe9 \xb9`);
  assert.match(decodeBytes(page('<meta charset="iso-8859-2">')).text, /café š$/);
  assert.match(
    decodeBytes(page('<meta http-equiv="Content-Type" content="text/html; charset=windows-1250">')).text,
    /café ą$/,
  );
  assert.match(decodeBytes(page('<meta charset=iso-8859-2>'), 'text/html; charset=windows-1252').text, /café ¹$/);
  assert.match(decodeBytes(latin('<rss><title>caf\xe9</title><meta charset="koi8-r"/>')).text, /café/);
});
