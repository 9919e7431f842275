// The analyzer's own declarations name no export that is there.

declare module '@custom-elements-manifest/analyzer' {
  export { default as ts } from 'typescript';
  import type ts from 'typescript';
  export function create(options: { modules: ts.SourceFile[]; plugins: unknown[]; context: { dev: boolean } }): unknown;
}

declare module '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js' {
  export function litPlugin(): unknown[];
}
