// A page that says where it stands until its room is built.

import type { App, View } from '../app.ts';
import { createMessage } from '../message-view.ts';

export function createView({ state: { strings } }: App): View {
  const [title, words] = strings.stub.settings;
  return createMessage(title, words, [{ label: strings.nav.today, href: '/' }]);
}
