// The gallery's pages: snippets shown as they run, and what each element takes and says out of custom-elements.json.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import type { Described, ElementDeclaration, Manifest } from './manifest.ts';

const SNIPPETS = join(import.meta.dirname, '../snippets');
const LINKS = [
  ['', 'Elements'],
  ['chat.html', 'Chat'],
  ['encyclopedia.html', 'Encyclopedia'],
  ['notification.html', 'Notification'],
  ['blog.html', 'Blog'],
  ['workbox/', 'Workbox'],
  ['react.html', 'React'],
  ['cms.html', 'CMS'],
] as const;

/** Fills `<!--live name-->`, `<!--page name-->`, `<!--code file-->`, `<!--api tag-->`, `<!--head-->` and `<!--nav-->`. */
export function galleryPages(manifest: Manifest, integrity: Readonly<Record<string, string>>): Plugin {
  const elements = manifest.modules.flatMap(({ declarations }) => declarations);
  const snippet = (file: string): string =>
    readFileSync(join(SNIPPETS, file), 'utf8').replace(
      /\{\{integrity (.+?)\}\}/g,
      (_, name: string) => integrity[name] ?? '',
    );
  const made: Readonly<Record<string, (name: string, up: string) => string>> = {
    live: name => `<div class="live">${ignored(snippet(`${name}.html`))}</div>\n${code(snippet(`${name}.html`))}`,
    page: name =>
      `<div class="live">${ignored(bodyOf(snippet(`${name}.html`)))}</div>\n${code(snippet(`${name}.html`))}`,
    code: file => code(snippet(file)),
    api: tag => reference(elements.find(({ tagName }) => tagName === tag)),
    head: (_, up) =>
      [`/newsroom/newsroom.css`, `${up}gallery.css`, `${up}predawn/predawn.css`]
        .map(href => `<link rel="stylesheet" href="${href}" vite-ignore />`)
        .join('\n') + '<link rel="icon" href="/icons/icon.svg" type="image/svg+xml" vite-ignore />',
    nav: (_, up) =>
      `<nav aria-label="Gallery">${LINKS.map(([href, text]) => `<a href="${up}${href || './'}">${text}</a>`).join(' ')} <a href="/newsroom/">The newsroom</a></nav>`,
  };
  return {
    name: 'predawn:gallery-pages',
    transformIndexHtml: {
      order: 'pre',
      handler: (html, { filename }) => {
        const up = filename.includes('/workbox/') ? '../' : '';
        const at =
          LINKS.find(([href]) => href !== '' && filename.endsWith(href.replace(/\/$/, '/index.html')))?.[0] ?? './';
        return html
          .replace(
            /<!--(\w+)(?: ([\w.-]+))?-->/g,
            (whole, kind: string, name = '') => made[kind]?.(name as string, up) ?? whole,
          )
          .replace(`<a href="${up}${at}">`, `<a href="${up}${at}" aria-current="page">`);
      },
    },
  };
}

/** Addresses of a snippet are those of the published files: not Vite's to bundle. */
function ignored(html: string): string {
  return html.replace(/<(script|link) /g, '<$1 vite-ignore ');
}

/** What stands in the page of a whole document: head and body without their frame. */
function bodyOf(html: string): string {
  return html.replace(/<!doctype html>|<\/?html[^>]*>|<title>.*?<\/title>/gi, '').replace(/<(\/?)h1>/g, '<$1h2>');
}

function code(text: string): string {
  return `<pre tabindex="0"><code>${escape(text.trim())}</code></pre>`;
}

function reference(element: ElementDeclaration | undefined): string {
  if (!element) throw new Error('custom-elements.json knows no such element');
  const attributes = new Map(element.attributes?.map(attribute => [attribute.fieldName ?? attribute.name, attribute]));
  const fields = element.members
    ?.filter(({ kind }) => kind === 'field')
    .map(field => ({
      ...field,
      name: attributes.has(field.name) ? (attributes.get(field.name)?.name ?? '') : `.${field.name}`,
      value: attributes.get(field.name)?.default,
    }));
  const methods = element.members
    ?.filter(({ kind }) => kind === 'method')
    .map(method => ({ ...method, name: `${method.name}()` }));
  const tables = [
    table('Attributes, and properties where a dot stands', fields),
    table('Events', element.events),
    table('Methods', methods),
    table(
      'Slots',
      element.slots?.map(slot => ({ ...slot, name: slot.name || '(default)' })),
    ),
    table('Parts', element.cssParts),
    table('Custom properties', element.cssProperties),
  ];
  return `<details class="api"><summary>Reference of <code>&lt;${element.tagName ?? ''}&gt;</code></summary>${tables.join('')}</details>`;
}

function table(caption: string, rows: readonly (Described & { readonly value?: string | undefined })[] = []): string {
  if (rows.length === 0) return '';
  const cells = rows.map(({ name, type, description = '', value }) => {
    const beside = [
      type?.text,
      value === undefined || value === "''" || value === 'undefined' ? undefined : `= ${value}`,
    ];
    const said = beside
      .filter(Boolean)
      .map(text => ` <code>${escape(text ?? '')}</code>`)
      .join('');
    return `<tr><th scope="row"><code>${escape(name)}</code></th><td>${escape(description).replace(/`([^`]+)`/g, '<code>$1</code>')}${said}</td></tr>`;
  });
  return `<table><caption>${caption}</caption><tbody>${cells.join('')}</tbody></table>`;
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
