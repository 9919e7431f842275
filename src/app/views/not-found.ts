// An address that means nothing here.

import type { App, View } from '../app.ts';
import { createMessage } from '../message-view.ts';

export function createView({ state: { strings } }: App): View {
  return createMessage(strings.errors.notFound, strings.errors.notFoundHint, [{ label: strings.nav.today, href: '/' }]);
}
