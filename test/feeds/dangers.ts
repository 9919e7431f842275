// Everything in a document that could run, judged by a DOM and not by the sanitiser's own idea.

export interface Judged {
  querySelectorAll(selector: string): Iterable<{
    readonly localName: string;
    readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  }>;
}

const RUNNING =
  /^(?:script|style|iframe|frame|object|embed|applet|base|meta|link|form|template|noscript|svg|math|portal)$/;

export function dangers(document: Judged): string[] {
  const found: string[] = [];
  // What the judge wrapped the markup in has neither head content nor attributes.
  for (const { localName, attributes } of document.querySelectorAll('body *')) {
    if (RUNNING.test(localName)) found.push(localName);
    for (const { name, value } of attributes) {
      const plain = value.replaceAll(/\s/g, '').toLowerCase();
      if (name.startsWith('on') || name === 'style' || name === 'srcdoc') found.push(`${localName} ${name}`);
      if (/^(?:javascript|data|vbscript|file|blob):/.test(plain))
        found.push(`${localName} ${name}=${plain.slice(0, 20)}`);
    }
  }
  return found;
}
