// Escaping for everything that the newsroom writes, and addresses made absolute.

/** For text and for attribute values in double quotes, in HTML and in XML. Control characters that XML forbids are dropped. */
export function escapeMarkup(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}

export function cdata(html: string): string {
  return `<![CDATA[${html.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

/** Our own bodies point to `/newsroom/…`; a feed carries absolute addresses. */
export function absolute(html: string, origin: string): string {
  return html.replace(/(src|href)="\/newsroom\//g, `$1="${origin}/newsroom/`);
}
