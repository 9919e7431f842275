// A page that says one thing: what happened and what to do.

import { h } from '../core/markup.ts';
import { createNode } from '../elements/patch.ts';
import type { View } from './app.ts';

export interface MessageAction {
  readonly label: string;
  readonly href?: string;
  readonly run?: () => void;
}

export function createMessage(
  title: string,
  hint: string,
  actions: readonly MessageAction[] = [],
  art = 'night',
): View {
  const element = createNode(
    h(
      'div',
      { class: 'sheet' },
      h(
        'div',
        { class: 'empty' },
        h('div', { class: `art ${art}`, 'aria-hidden': 'true' }),
        h('h1', {}, title),
        h('p', {}, hint),
        actions.map((action, at) =>
          action.href === undefined
            ? h('button', { class: 'button', type: 'button', 'data-action': at }, action.label)
            : h('a', { class: 'button', href: action.href }, action.label),
        ),
      ),
    ),
    document,
  ) as HTMLElement;
  element.addEventListener('click', event => {
    const at = (event.target as Element).closest('[data-action]')?.getAttribute('data-action');
    if (at !== null && at !== undefined) actions[Number(at)]?.run?.();
  });
  return { element, title };
}
