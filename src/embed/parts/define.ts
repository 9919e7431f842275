// What every element is made with: its definition, and the events by which it speaks.

/** Defines an element once: a second copy on the page, of whatever version, leaves the first alone. */
export function define(tag: string, element: CustomElementConstructor): void {
  if (!customElements.get(tag)) customElements.define(tag, element);
}

/** Heard by the host wherever it listens. */
export class PredawnEvent extends Event {
  constructor(type: string, cancelable = false) {
    super(type, { bubbles: true, composed: true, cancelable });
  }
}
