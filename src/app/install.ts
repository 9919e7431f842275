// Installing: the browser's offer is kept until the person wants it.

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

let offer: InstallPrompt | undefined;
const listeners = new Set<() => void>();

/** Called once at the start: the browser makes its offer early and only once. */
export function watchInstall(): void {
  addEventListener('beforeinstallprompt', event => {
    event.preventDefault();
    offer = event as InstallPrompt;
    for (const listener of listeners) listener();
  });
  addEventListener('appinstalled', () => {
    offer = undefined;
    for (const listener of listeners) listener();
  });
}

/** The browser offers it, or has done it. Answers the way to stop. */
export function onInstallOffer(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function canInstall(): boolean {
  return offer !== undefined;
}

export function isInstalled(): boolean {
  return matchMedia('(display-mode: standalone)').matches;
}

export async function install(): Promise<void> {
  const taken = offer;
  offer = undefined;
  await taken?.prompt();
}
