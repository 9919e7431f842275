// Markup inside a Lit template: `${markup(articleRow(row, context))}`. The node stays, its inside is patched.

import { Directive, directive } from 'lit/directive.js';
import type { Markup } from '../core/markup.ts';
import { createNode, patchElement } from './patch.ts';

class MarkupDirective extends Directive {
  #node: Element | undefined;

  render(wanted: Markup): Element {
    if (this.#node?.localName === wanted.tag) patchElement(this.#node, wanted);
    else this.#node = createNode(wanted, document) as Element;
    return this.#node;
  }
}

export const markup = directive(MarkupDirective);
