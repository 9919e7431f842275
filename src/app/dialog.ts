// A dialog in the app's frame: native, modal, gone when closed, the focus back where it was.

import { html, render, type TemplateResult } from 'lit';
import { icon } from '../core/markup.ts';
import { markup } from '../elements/markup-directive.ts';
import type { App } from './app.ts';

export interface Dialog {
  readonly element: HTMLDialogElement;
  readonly redraw: () => void;
  readonly close: () => void;
}

let lastId = 0;

export function openDialog(
  app: App,
  title: string,
  content: (dialog: Dialog) => TemplateResult,
  className = '',
): Dialog {
  const element = document.createElement('dialog');
  const id = `dialog-${String((lastId += 1))}`;
  element.className = `dialog ${className}`;
  element.setAttribute('aria-labelledby', id);
  const from = document.activeElement;
  const dialog: Dialog = {
    element,
    redraw: () => {
      render(frame(), element);
    },
    close: () => {
      element.close();
    },
  };
  const frame = (): TemplateResult => html`
    <header class="dialog-head">
      <h2 id=${id} tabindex="-1">${title}</h2>
      <button type="button" class="quiet" aria-label=${app.state.strings.actions.close} @click=${dialog.close}>
        ${markup(icon('close'))}
      </button>
    </header>
    ${content(dialog)}
  `;
  element.addEventListener('close', () => {
    element.remove();
    if (from instanceof HTMLElement && from.isConnected) from.focus({ preventScroll: true });
  });
  // A click beside it closes it, as Escape does.
  element.addEventListener('click', event => {
    if (event.target === element) dialog.close();
  });
  dialog.redraw();
  document.body.append(element);
  element.showModal();
  // Where there is nothing to begin with, its title: a ring around "Close" asks to be pressed.
  const first = element.querySelector<HTMLElement>('[data-first], [autofocus]') ?? element.querySelector('h2');
  first?.focus();
  return dialog;
}
