// A page as plain data: built once, printed to text by the worker and patched into the DOM by the elements.

export interface Markup {
  readonly tag: string;
  /** `undefined` and `false` leave the attribute out; `true` writes it empty. */
  readonly attrs: Readonly<Record<string, AttributeValue>>;
  readonly children: readonly MarkupChild[];
}

export type MarkupChild = Markup | string;
export type AttributeValue = string | number | boolean | undefined;

/** What `h` takes as a child; nothing, false and empty strings are dropped. */
export type MarkupInput = MarkupChild | undefined | false | readonly MarkupInput[];

const VOID = new Set(['img', 'input', 'br', 'hr']);

/** The attribute by which a node is found again when its siblings move. */
export const KEY_ATTRIBUTE = 'data-key';

export function h(tag: string, attrs: Markup['attrs'] = {}, ...children: readonly MarkupInput[]): Markup {
  return { tag, attrs, children: joinText(flatten(children)) };
}

/** An icon of the sprite in index.html. */
export function icon(name: string): Markup {
  return h('svg', { class: 'icon', 'aria-hidden': 'true' }, h('use', { href: `#i-${name}` }));
}

/** Markup as text, every value escaped. */
export function serialise(child: MarkupChild): string {
  if (typeof child === 'string') return escapeText(child);
  const attrs = attributesOf(child)
    .map(([name, value]) => (value === '' ? ` ${name}=""` : ` ${name}="${escapeAttribute(value)}"`))
    .join('');
  if (VOID.has(child.tag)) return `<${child.tag}${attrs}>`;
  return `<${child.tag}${attrs}>${child.children.map(serialise).join('')}</${child.tag}>`;
}

/** The attributes as they stand in the DOM. */
export function attributesOf(markup: Markup): [name: string, value: string][] {
  return Object.entries(markup.attrs).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === false ? [] : [[name, value === true ? '' : String(value)]],
  );
}

export function escapeText(text: string): string {
  return text.replace(/[&<>]/g, c => (c === '&' ? '&amp;' : c === '<' ? '&lt;' : '&gt;'));
}

export function escapeAttribute(text: string): string {
  return escapeText(text).replace(/"/g, '&quot;');
}

function flatten(inputs: readonly MarkupInput[]): MarkupChild[] {
  return inputs.flatMap((input): MarkupChild[] => {
    if (input === undefined || input === false || input === '') return [];
    return isList(input) ? flatten(input) : [input];
  });
}

/** Two texts side by side would be one text node once printed: keep both forms alike. */
function joinText(children: readonly MarkupChild[]): MarkupChild[] {
  const joined: MarkupChild[] = [];
  for (const child of children) {
    const last = joined.at(-1);
    if (typeof child === 'string' && typeof last === 'string') joined[joined.length - 1] = last + child;
    else joined.push(child);
  }
  return joined;
}

function isList(input: MarkupInput): input is readonly MarkupInput[] {
  return Array.isArray(input);
}
