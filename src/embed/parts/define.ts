// Defines an element once: a second copy on the page, of whatever version, leaves the first alone.

export function define(tag: string, element: CustomElementConstructor): void {
  if (!customElements.get(tag)) customElements.define(tag, element);
}
