// custom-elements.json: what each element takes, says and shows, read from its own doc block by the analyzer.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { create, ts } from '@custom-elements-manifest/analyzer';
import { litPlugin } from '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js';

export interface Manifest {
  readonly schemaVersion: string;
  readonly modules: readonly ManifestModule[];
}

interface ManifestModule {
  path: string;
  readonly declarations: readonly ElementDeclaration[];
  exports?: { declaration: { module?: string } }[];
}

export interface ElementDeclaration {
  readonly name: string;
  readonly tagName?: string;
  readonly customElement?: boolean;
  readonly description?: string;
  attributes?: readonly (Described & { readonly fieldName?: string; readonly default?: string })[];
  members?: readonly (Described & { readonly kind: string; readonly privacy?: string; readonly attribute?: string })[];
  events?: readonly Described[];
  readonly slots?: readonly Described[];
  readonly cssParts?: readonly Described[];
  readonly cssProperties?: readonly Described[];
}

export interface Described {
  readonly name: string;
  readonly description?: string;
  readonly type?: { readonly text: string };
}

/** `sources` are addresses below `root`. */
export async function makeManifest(root: string, sources: readonly string[]): Promise<Manifest> {
  const modules = await Promise.all(
    sources.map(async source =>
      ts.createSourceFile(source, await readFile(join(root, source), 'utf8'), ts.ScriptTarget.ES2022, true),
    ),
  );
  const made = create({ modules, plugins: litPlugin(), context: { dev: false } }) as Manifest;
  for (const module of made.modules) tidy(module);
  return made;
}

/** The shape of what is published: built addresses, and nothing that is private. */
function tidy(module: ManifestModule): void {
  const built = (path: string): string => path.replace(/^.*\//, '').replace(/\.ts$/, '.js');
  module.path = built(module.path);
  for (const { declaration } of module.exports ?? [])
    if (declaration.module) declaration.module = built(declaration.module);
  for (const element of module.declarations) {
    const { members = [], attributes = [], events = [] } = element;
    const isHidden = ({ name, privacy }: (typeof members)[number]): boolean =>
      privacy === 'private' || name.startsWith('#');
    const hidden = new Set(members.filter(isHidden).map(({ name }) => name));
    element.members = members.filter(member => !isHidden(member));
    element.attributes = attributes.filter(({ fieldName }) => !hidden.has(fieldName ?? ''));
    // The analyzer also lists each `dispatchEvent` that it meets, by the name of an argument or by none.
    element.events = events.filter(({ name = '' }: Partial<Described>) => name.startsWith('predawn-'));
  }
}
