// The gallery's own script, as any host would write it: registers its worker, and says so where the elements are not there.
/* global addEventListener, customElements, document, navigator */

const policy = globalThis.trustedTypes?.createPolicy('host', { createScriptURL: address => address });
navigator.serviceWorker?.register(policy ? policy.createScriptURL('sw.js') : 'sw.js', { scope: '/newsroom/' });

addEventListener('load', () => {
  if (!customElements.get('predawn-feed')) document.querySelector('.missing').hidden = false;
});
