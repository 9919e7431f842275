// Share: the system's own sheet, else the address is copied.

import type { Article } from '../core/model.ts';
import type { App } from './app.ts';

export async function shareArticle(app: App, { headline }: Article): Promise<void> {
  const words = app.state.strings.article;
  const url = headline.url ?? location.href;
  if (typeof navigator.share === 'function') {
    try {
      await navigator.share({ title: headline.title, url });
      return;
    } catch (error) {
      // The person closed the sheet.
      if (error instanceof DOMException && error.name === 'AbortError') return;
    }
  }
  try {
    await navigator.clipboard.writeText(url);
    app.frame.notice(words.copied);
  } catch {
    app.frame.notice(words.shareFailed);
  }
}
