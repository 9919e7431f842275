// A backup as a file: out to the downloads, back in from the person's choice. Comes only when one is asked for.

import { restoreBackup, writeBackup } from '../store/backup.ts';
import type { Library } from '../store/library-api.ts';
import { recountPictures } from '../sync/recount-pictures.ts';
import { datedName, download } from './download.ts';

export async function saveBackup(
  library: Library,
  options: { readonly withSecrets: boolean; readonly now: number },
): Promise<void> {
  download(datedName('backup', 'predawn', options.now), await writeBackup(library, options));
}

/** Throws `not-a-backup`, `damaged-backup`, `newer-backup` with nothing changed. */
export async function readBackup(library: Library, file: Blob): Promise<void> {
  await restoreBackup(library, file);
  // On another device none of the pictures that the backup counts is there yet.
  await recountPictures(library, 'caches' in globalThis ? caches : undefined);
}
