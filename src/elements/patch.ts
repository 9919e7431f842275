// Brings a part of the DOM to what markup says, touching only what differs: a printed page is taken over as it stands.

import { type Markup, type MarkupChild, KEY_ATTRIBUTE, attributesOf } from '../core/markup.ts';

/** On what moves from one page to the next, for that time: no part of any markup, and left alone. A transition whose element loses its name ends. */
export const MOVING_ATTRIBUTE = 'data-moving';

const SVG = 'http://www.w3.org/2000/svg';

/** Makes the children of `parent` what `children` says. Nodes with a key are found again wherever they stand. */
export function patchChildren(parent: Element, children: readonly MarkupChild[]): void {
  let at: ChildNode | null = parent.firstChild;
  for (const child of children) {
    const found = find(at, child);
    if (!found) {
      parent.insertBefore(createNode(child, parent.ownerDocument), at);
      continue;
    }
    if (found === at) at = at.nextSibling;
    else move(parent, found, at);
    patchNode(found, child);
  }
  while (at) {
    const next: ChildNode | null = at.nextSibling;
    at.remove();
    at = next;
  }
}

export function patchElement(element: Element, markup: Markup): void {
  const wanted = new Map(attributesOf(markup));
  for (const name of element.getAttributeNames())
    if (!wanted.has(name) && name !== MOVING_ATTRIBUTE) element.removeAttribute(name);
  for (const [name, value] of wanted) {
    if (element.getAttribute(name) === value) continue;
    // A picture that failed may be tried again under another address.
    if (name === 'src') element.classList.remove('missing');
    element.setAttribute(name, value);
  }
  patchChildren(element, markup.children);
}

export function createNode(child: MarkupChild, document: Document): ChildNode {
  if (typeof child === 'string') return document.createTextNode(child);
  const element =
    child.tag === 'svg' || child.tag === 'use'
      ? document.createElementNS(SVG, child.tag)
      : document.createElement(child.tag);
  for (const [name, value] of attributesOf(child)) element.setAttribute(name, value);
  for (const inner of child.children) element.append(createNode(inner, document));
  return element;
}

/** What has the focus inside a moved node keeps it. */
function move(parent: Element, node: ChildNode, before: ChildNode | null): void {
  const { activeElement } = parent.ownerDocument;
  const focused = activeElement instanceof HTMLElement && node.contains(activeElement) ? activeElement : undefined;
  parent.insertBefore(node, before);
  focused?.focus({ preventScroll: true });
}

function patchNode(node: ChildNode, child: MarkupChild): void {
  if (typeof child === 'string') {
    if (node.nodeValue !== child) node.nodeValue = child;
  } else patchElement(node as Element, child);
}

function find(from: ChildNode | null, child: MarkupChild): ChildNode | undefined {
  if (!from) return undefined;
  if (typeof child === 'string') return from.nodeType === Node.TEXT_NODE ? from : undefined;
  const key = child.attrs[KEY_ATTRIBUTE];
  if (key === undefined)
    return isElement(from) && isAlike(from, child) && !from.hasAttribute(KEY_ATTRIBUTE) ? from : undefined;
  for (let node: ChildNode | null = from; node; node = node.nextSibling)
    if (isElement(node) && node.localName === child.tag && node.getAttribute(KEY_ATTRIBUTE) === key) return node;
  return undefined;
}

/** The same tag and the same first class: a box of another kind is another box, and its neighbours have not moved. */
function isAlike(element: Element, { tag, attrs }: Markup): boolean {
  return element.localName === tag && firstWord(element.getAttribute('class')) === firstWord(attrs['class']);
}

function firstWord(value: unknown): string {
  return typeof value === 'string' ? (value.split(' ', 1)[0] ?? '') : '';
}

function isElement(node: ChildNode): node is ChildNode & Element {
  return node.nodeType === Node.ELEMENT_NODE;
}
