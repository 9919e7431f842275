// CommonJS packages that tests in a browser import, served as one module each: built by Vite with the stubs that the app is built with.

import { build } from 'vite';
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
  const entry = `\0entry:${name}`;
  const source = {
    name: 'entry',
    resolveId: id => (id === entry ? id : undefined),
    load: id => (id === entry ? `import it from '${name}'; export default it;` : undefined),
  };
  const rolldownOptions = { input: entry, output: { format: 'es' }, preserveEntrySignatures: 'strict' };
  const result = await build({
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    plugins: [source, nodeStubs()],
    build: { write: false, minify: false, rolldownOptions },
  });
  return result.output[0].code;
}
