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
