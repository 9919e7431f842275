// Erases everything that Predawn keeps on this device: its databases, caches, registrations and remembered look; nothing else's.

export async function eraseEverything(): Promise<void> {
  const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer };
  const registration = await serviceWorker?.getRegistration('/');
  await registration?.unregister();
  for (const name of Object.keys(localStorage)) if (isOurs(name)) localStorage.removeItem(name);
  await Promise.all((await databases()).map(deleteDatabase));
  // After the databases: what is kept twice would be written again as long as they are there.
  if ('caches' in globalThis) for (const name of await caches.keys()) if (isOurs(name)) await caches.delete(name);
  location.replace('/');
}

async function databases(): Promise<string[]> {
  const factory: { databases?: () => Promise<IDBDatabaseInfo[]> } = indexedDB;
  const known = (await factory.databases?.()) ?? [{ name: 'predawn' }];
  return known.flatMap(({ name }) => (name !== undefined && isOurs(name) ? [name] : []));
}

/** Other tabs close theirs when they hear of it; a deletion that is held up is done once they have. */
function deleteDatabase(name: string): Promise<void> {
  return new Promise(resolve => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
}

/** The embedded elements on the same origin keep what is theirs. */
function isOurs(name: string): boolean {
  return (name === 'predawn' || name.startsWith('predawn-')) && !name.startsWith('predawn-embed');
}
