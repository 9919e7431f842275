// "Refresh": a wake because the person asked, or the promise of one where there is no network.

import type { App } from './app.ts';

export async function refreshFeeds(app: App): Promise<void> {
  const { state, frame, link, library } = app;
  const { refresh } = state.strings;
  if (state.feeds.length === 0) {
    frame.notice(refresh.noFeeds);
    return;
  }
  try {
    if (!navigator.onLine) {
      await link.acted(await library.act({ kind: 'refresh' }, { now: Date.now() }));
      frame.notice(refresh.offline);
      return;
    }
    frame.say(state.strings.actions.refreshing);
    const stop = link.onMessage(message => {
      if (message.kind !== 'wake-ended') return;
      stop();
      const { report } = message;
      if (
        report.result === 'failed' ||
        (report.feeds.failed > 0 && report.feeds.updated + report.feeds.unchanged === 0)
      )
        frame.notice(refresh.failed);
      else if (report.feeds.failed > 0) frame.notice(refresh.partial(report.feeds.failed));
      else frame.notice(refresh.done(report.newArticles));
    });
    await link.wake('refresh');
  } catch (error) {
    frame.failed(error);
  }
}
