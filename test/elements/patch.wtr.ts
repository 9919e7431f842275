import { assert } from '@open-wc/testing';
import { h, icon, type MarkupChild, serialise } from '../../src/core/markup.ts';
import { MOVING_ATTRIBUTE, createNode, patchChildren } from '../../src/elements/patch.ts';

function box(children: readonly MarkupChild[]): HTMLElement {
  const element = document.createElement('div');
  element.append(...children.map(child => createNode(child, document)));
  return element;
}
const item = (key: string, text = key): MarkupChild => h('article', { 'data-key': key }, text);

describe('patchChildren', () => {
  it('touches nothing that is right already', async () => {
    const children = [h('p', { class: 'a' }, 'one ', h('b', {}, 'two')), item('x'), 'text', icon('star')];
    const element = box(children);
    let records = 0;
    const observer = new MutationObserver(list => (records += list.length));
    observer.observe(element, { childList: true, subtree: true, attributes: true, characterData: true });
    patchChildren(element, children);
    await Promise.resolve();
    assert.equal(records, 0);
  });

  it('keeps the node of a key when its place changes', () => {
    const element = box([item('a'), item('b'), item('c')]);
    const [a, , c] = element.children;
    patchChildren(element, [item('c'), item('new'), item('a', 'changed')]);
    assert.deepEqual(
      [...element.children].map(node => node.textContent),
      ['c', 'new', 'changed'],
    );
    assert.equal(element.children[0], c);
    assert.equal(element.children[2], a);
  });

  it('keeps the focus where it was', () => {
    const link = (key: string): MarkupChild => h('article', { 'data-key': key }, h('a', { href: `/${key}` }, key));
    const element = box([link('a'), link('b')]);
    document.body.append(element);
    element.querySelectorAll('a')[1]?.focus();
    patchChildren(element, [link('zero'), link('a'), link('b')]);
    assert.equal(document.activeElement?.textContent, 'b');
    element.remove();
  });

  it('takes attributes away, sets them, and makes svg as svg', () => {
    const element = box([h('p', { hidden: true, class: 'a' })]);
    patchChildren(element, [h('p', { class: 'b', title: undefined }), icon('star')]);
    assert.equal(element.firstElementChild?.outerHTML, '<p class="b"></p>');
    assert.instanceOf(element.querySelector('use'), SVGElement);
  });

  it('leaves alone what is moving', () => {
    const parent = document.createElement('div');
    patchChildren(parent, [h('h3', {}, 'A')]);
    parent.firstElementChild?.setAttribute(MOVING_ATTRIBUTE, '');
    patchChildren(parent, [h('h3', { lang: 'de' }, 'B')]);
    assert.equal(parent.innerHTML, `<h3 ${MOVING_ATTRIBUTE}="" lang="de">B</h3>`);
  });

  it('replaces what is of another kind', () => {
    const element = box(['text', h('p', {}, 'p')]);
    patchChildren(element, [h('h2', {}, 'h'), 'other']);
    assert.equal(element.innerHTML, '<h2>h</h2>other');
  });

  it('gives what serialise writes', () => {
    const children = [h('p', { title: '"<&>"' }, 'a < b & c ', 'd'), h('img', { src: '/x', alt: '' })];
    assert.equal(box(children).innerHTML, children.map(serialise).join(''));
  });
});
