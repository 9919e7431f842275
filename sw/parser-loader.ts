// The parser, a script of its own that only a reader without gateway needs: asked for while installing, run when first needed.

import type { DirectReader, Fetch } from '../src/sync/transport.ts';

declare const self: ServiceWorkerGlobalScope & {
  predawnDirect?: (options: { fetch: Fetch; now: () => number }) => DirectReader;
  readonly trustedTypes?: { createPolicy(name: string, rules: { createScriptURL(url: string): string }): Policy };
};
interface Policy {
  createScriptURL(url: string): string;
}

const PARSER = '/parser.js';
let policy: Policy | undefined;

/** A worker may later import only what it imported before it was installed (Service Workers §importScripts). */
export function rememberParser(): void {
  load();
}

export async function loadDirect(options: { fetch: Fetch; now: () => number }): Promise<DirectReader> {
  if (!self.predawnDirect) load();
  if (!self.predawnDirect) throw new Error('parser-missing');
  return self.predawnDirect(options);
}

function load(): void {
  policy ??= self.trustedTypes?.createPolicy('predawn', { createScriptURL: url => url });
  self.importScripts(policy?.createScriptURL(PARSER) ?? PARSER);
}
