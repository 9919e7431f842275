// A list of feeds comes by itself: dropped anywhere on the page, or opened with the installed app.

import type { App } from './app.ts';

interface LaunchQueue {
  setConsumer(consumer: (launch: { readonly files?: readonly FileSystemFileHandle[] }) => void): void;
}

export function watchFiles(app: App, signal: AbortSignal): void {
  const take = (file: File): void => {
    import('./import-opml.ts').then(({ takeFile }) => takeFile(app, file)).catch(app.frame.failed);
  };
  const mark = (isOver: boolean): void => {
    document.documentElement.toggleAttribute('data-dropping', isOver);
  };
  const on = (name: 'dragover' | 'dragleave' | 'drop', run: (event: DragEvent) => void): void => {
    addEventListener(
      name,
      event => {
        if (event.dataTransfer?.types.includes('Files') === true) run(event);
      },
      { signal },
    );
  };
  on('dragover', event => {
    event.preventDefault();
    mark(true);
  });
  on('dragleave', event => {
    if (event.relatedTarget === null) mark(false);
  });
  on('drop', event => {
    event.preventDefault();
    mark(false);
    const file = event.dataTransfer?.files[0];
    if (file) take(file);
  });
  (globalThis as { launchQueue?: LaunchQueue }).launchQueue?.setConsumer(({ files }) => {
    files?.[0]?.getFile().then(take, app.frame.failed);
  });
}
