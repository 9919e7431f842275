// The one Trusted Types policy for addresses of our own scripts. A policy's name can be taken only once a page, so it lives here.

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

let policy: ReturnType<TrustedTypes['createPolicy']> | undefined;

/** An address of our own origin, accepted where a plain string is refused. Throws `foreign-script` for any other. */
export function trustedScriptUrl(url: string): string {
  if (new URL(url, location.href).origin !== location.origin) throw new Error('foreign-script');
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  if (!trustedTypes) return url;
  policy ??= trustedTypes.createPolicy('predawn', { createScriptURL: own => own });
  return policy.createScriptURL(url);
}
