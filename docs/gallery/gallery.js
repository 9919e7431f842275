// The gallery's own script, as any host would write it: registers its worker, and says so where the elements are not there.

const script = document.currentScript;
const policy = globalThis.trustedTypes?.createPolicy('host', { createScriptURL: address => address });
const worker = new URL(script.dataset.worker ?? 'sw.js', location.href).href;
navigator.serviceWorker
  ?.register(policy ? policy.createScriptURL(worker) : worker, { scope: script.dataset.scope ?? '/newsroom/' })
  .catch(() => undefined);

addEventListener('load', () => {
  const missing = document.querySelector('.missing');
  const isThere = ['feed', 'form', 'save'].some(name => customElements.get(`predawn-${name}`));
  if (missing) missing.hidden = isThere || script.dataset.elements === 'bundled';
});
