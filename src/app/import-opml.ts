// An OPML file becomes folders and subscriptions: accepted at once, fetched as the network allows.

import type { Folder, FolderId } from '../core/model.ts';
import { readOpmlFile } from '../../feeds/opml.ts';
import type { App } from './app.ts';
import { subscribeAll } from './subscribe.ts';
import { setWelcomed } from './welcomed.ts';

/** No list of feeds is larger, bytes. */
const MOST_BYTES = 20_000_000;

export type Imported =
  | { readonly kind: 'done'; readonly message: string; readonly added: number }
  | { readonly kind: 'refused'; readonly message: string };

export async function importOpml(app: App, file: File): Promise<Imported> {
  const words = app.state.strings.welcome;
  if (file.size > MOST_BYTES) return { kind: 'refused', message: words.tooLarge };
  const { feeds } = readOpmlFile(new Uint8Array(await file.arrayBuffer()));
  if (feeds.length === 0) return { kind: 'refused', message: words.notOpml };
  const folderOf = await openFolders(app);
  const requests = [];
  for (const { url, title, folders } of feeds) {
    const folderId = await folderOf(folders.join(' / '));
    requests.push({
      url,
      isFeed: true,
      ...(folderId === undefined ? {} : { folderId }),
      ...(title === undefined ? {} : { title }),
    });
  }
  const progress = showProgress(app);
  const { added, known } = await subscribeAll(app, requests, progress.show).finally(progress.end);
  return { kind: 'done', added, message: known === 0 ? words.imported(added) : words.importedSome(added, known) };
}

/** A file that came by itself: dropped on the page, or opened with the app. */
export async function takeFile(app: App, file: File): Promise<void> {
  const outcome = await importOpml(app, file);
  app.frame.notice(outcome.message);
  if (outcome.kind === 'refused') return;
  setWelcomed();
  app.router.go('/feeds');
}

/** Thousands take a while: a notice counts them. Said once, shown all the time. */
function showProgress(app: App): { readonly show: (done: number, of: number) => void; readonly end: () => void } {
  const box = document.createElement('div');
  box.className = 'notice importing';
  box.dataset['stays'] = '';
  const words = document.createElement('p');
  const bar = document.createElement('progress');
  bar.className = 'meter';
  box.append(words, bar);
  return {
    show(done, of) {
      words.textContent = app.state.strings.welcome.importing(done, of);
      bar.max = of;
      bar.value = done;
      bar.ariaLabel = words.textContent;
      if (box.isConnected || done === of) return;
      document.getElementById('notices')?.append(box);
      app.frame.say(words.textContent);
    },
    end() {
      box.remove();
    },
  };
}

/** Finds a folder by its title, or makes it. */
async function openFolders({ library }: App): Promise<(title: string) => Promise<FolderId | undefined>> {
  const known = new Map((await library.folders()).map(folder => [folder.title, folder.id]));
  let order = known.size;
  return async title => {
    if (title === '') return undefined;
    const found = known.get(title);
    if (found !== undefined) return found;
    const folder: Folder = { id: crypto.randomUUID() as string as FolderId, title, order: (order += 1) };
    await library.putFolder(folder);
    known.set(title, folder.id);
    return folder.id;
  };
}
