// CommonJS packages that tests in a browser import (rss-parser, chai-a11y-axe's axe), served as one module each: esbuild bundles them with
// the same stubs as the build.

import { build } from 'esbuild';
import { nodeStubs } from '../../vite.config.ts';

const PACKAGES = new Set(['rss-parser']);
const PREFIX = '/__common-js/';

export function commonJs() {
  const bundles = new Map();
  return {
    name: 'predawn:common-js',
    resolveImport({ source }) {
      return PACKAGES.has(source) ? `${PREFIX}${source}.js` : undefined;
    },
    async serve(context) {
      if (!context.path.startsWith(PREFIX)) return undefined;
      const name = context.path.slice(PREFIX.length, -'.js'.length);
      if (!bundles.has(name)) bundles.set(name, bundle(name));
      return { body: await bundles.get(name), type: 'js' };
    },
  };
}

async function bundle(name) {
  const stubs = nodeStubs();
  const result = await build({
    stdin: {
      contents: `import it from '${name}'; export default it; export * from '${name}';`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    write: false,
    format: 'esm',
    logLevel: 'error',
    plugins: [
      {
        name: 'node-stubs',
        setup(plugin) {
          plugin.onResolve({ filter: /^[a-z_]+$/ }, ({ path }) => {
            const id = stubs.resolveId(path);
            return id === undefined ? undefined : { path: id, namespace: id.startsWith('\0') ? 'stub' : 'file' };
          });
          plugin.onLoad({ filter: /.*/, namespace: 'stub' }, ({ path }) => ({
            contents: stubs.load(path),
            loader: 'js',
          }));
        },
      },
    ],
  });
  return result.outputFiles[0].text;
}
