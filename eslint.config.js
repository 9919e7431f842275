// The house rules a machine can check: strict TypeScript, Lit's own mistakes, accessibility of templates, and who may import what.

import js from '@eslint/js';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import wc from 'eslint-plugin-wc';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const FEEDS = ['feeds/*.ts'];
const GATEWAY = ['feeds/gateway/**/*.ts'];

/**
 * The import table of the architecture: a room, the rooms it must not reach, the packages it may use. A room named in `typesOnly`
 * lends its shapes and no code.
 */
const WALLS = [
  {
    room: 'feeds',
    files: FEEDS,
    never: ['src', 'sw', 'feeds/gateway'],
    packages: 'rss-parser|xml2js|sax|entities|events',
  },
  {
    room: 'src/core',
    files: ['src/core/**/*.ts'],
    never: ['src/store', 'src/sync', 'src/elements', 'src/app', 'src/embed', 'sw', 'feeds/gateway'],
    typesOnly: 'feeds',
  },
  {
    room: 'src/store',
    files: ['src/store/**/*.ts'],
    never: ['src/sync', 'src/elements', 'src/app', 'src/embed', 'sw', 'feeds/gateway'],
    typesOnly: 'feeds',
    packages: 'idb-keyval',
  },
  {
    room: 'src/sync',
    files: ['src/sync/**/*.ts'],
    never: ['src/elements', 'src/app', 'src/embed', 'sw', 'feeds/gateway'],
  },
  {
    room: 'src/elements',
    files: ['src/elements/**/*.ts'],
    never: ['src/store', 'src/sync', 'src/app', 'src/embed', 'sw', 'feeds/gateway'],
    typesOnly: 'feeds',
    packages: 'lit|@lit/[^/]+',
  },
  {
    room: 'src/app',
    files: ['src/app/**/*.ts'],
    never: ['sw', 'feeds/gateway'],
    typesOnly: 'feeds(?!/opml\\.ts)',
    packages: 'lit|@lit/[^/]+|@lit-labs/[^/]+|workbox-window|dompurify|minisearch',
  },
  {
    room: 'src/embed',
    files: ['src/embed/**/*.ts'],
    never: ['src/app', 'sw', 'feeds/gateway'],
    typesOnly: 'feeds',
    packages: 'lit|@lit/[^/]+',
  },
  {
    room: 'sw',
    files: ['sw/**/*.ts'],
    never: ['src/elements', 'src/app', 'src/embed', 'feeds/gateway'],
    packages: 'workbox-[a-z-]+',
  },
  {
    room: 'sw/kit',
    files: ['sw/kit.ts', 'sw/kit/**/*.ts'],
    never: ['src/elements', 'src/app', 'src/embed', 'feeds/gateway'],
    packages: '',
  },
  {
    room: 'feeds/gateway',
    files: GATEWAY,
    never: ['src/store', 'src/sync', 'src/elements', 'src/app', 'src/embed', 'sw'],
    forbidden: 'lit(/|$)|@lit/|workbox-|idb-keyval',
  },
];

function wall({ room, files, never, typesOnly, packages, forbidden }) {
  const patterns = [];
  if (forbidden) patterns.push({ regex: `^(${forbidden})`, message: `${room} may not import this package.` });
  else {
    const allowed = packages ? `(?!(${packages})(/|$))` : '';
    patterns.push({
      regex: `^(?!\\.{1,2}/)${allowed}`,
      message: `${room} may import ${packages || 'no package'} only.`,
    });
  }
  if (typesOnly) {
    patterns.push({
      regex: `^(\\.\\./)+${typesOnly}/`,
      allowTypeImports: true,
      message: `${room} takes types of ${typesOnly} only.`,
    });
  }
  return {
    name: `predawn/wall/${room}`,
    files,
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { patterns }],
      'import-x/no-restricted-paths': [
        'error',
        {
          zones: [
            {
              target: '.',
              from: never.map(path => `./${path}`),
              message: `${room} may not import from there (architecture).`,
            },
          ],
        },
      ],
    },
  };
}

/** Names of one kind of host: page, worker or Node. Shared rules that used them would run in one place and fail in the others. */
const HOST_GLOBALS = [
  ...['document', 'window', 'self', 'globalThis', 'navigator', 'location', 'localStorage', 'sessionStorage', 'history'],
  ...['indexedDB', 'caches', 'clients', 'registration', 'fetch', 'XMLHttpRequest', 'BroadcastChannel', 'WebSocket'],
  ...['process', 'Buffer', 'require', 'performance', 'setTimeout', 'setInterval', 'requestAnimationFrame', 'DOMParser'],
];
const NO_CLOCK = {
  'no-restricted-properties': ['error', { object: 'Date', property: 'now', message: 'Take `now` as an argument.' }],
  'no-restricted-syntax': [
    'error',
    { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Take `now` as an argument.' },
  ],
};

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'coverage/', '.predawn/', 'test/fixtures/', '**/*.d.ts'] },
  js.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    name: 'predawn/typescript',
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js', '.mjs'] })],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/extensions': ['.ts'],
      'import-x/ignore': ['node_modules'],
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      '@typescript-eslint/no-redundant-type-constituents': 'off',
      // A library answers promises behind one interface; one of its members may have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      'no-control-regex': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-default-export': 'error',
    },
  },
  {
    name: 'predawn/elements',
    files: ['src/elements/**/*.ts', 'src/app/**/*.ts', 'src/embed/**/*.ts'],
    extends: [lit.configs['flat/recommended'], wc.configs['flat/best-practice'], litA11y.configs.recommended],
    settings: { wc: { elementBaseClasses: ['LitElement'] } },
    // A dialog says by it where its focus goes when it opens (HTML, dialog focusing steps).
    rules: { 'lit-a11y/no-autofocus': 'off' },
  },
  ...WALLS.map(wall),
  {
    name: 'predawn/pure',
    files: ['src/core/**/*.ts', ...FEEDS],
    rules: { 'no-restricted-globals': ['error', ...HOST_GLOBALS], ...NO_CLOCK },
  },
  {
    name: 'predawn/shared',
    files: ['src/sync/**/*.ts', 'src/store/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', 'document', 'window', 'process', 'Buffer', 'localStorage'] },
  },
  {
    name: 'predawn/node',
    files: ['feeds/gateway/**', 'test/**', '*.{js,ts}'],
    languageOptions: { globals: globals.node },
  },
  {
    name: 'predawn/gallery',
    files: ['docs/gallery/**/*.{js,jsx}'],
    languageOptions: {
      globals: { ...globals.browser, ...globals.serviceworker, predawn: 'readonly' },
      parserOptions: { ecmaFeatures: { jsx: true } },
    },
    // What JSX names counts as used only to rules for React.
    rules: { 'no-unused-vars': 'off' },
  },
  { name: 'predawn/says', files: ['feeds/gateway/main.ts', 'test/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    name: 'predawn/tests',
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] },
          ],
        },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // After an assertion has narrowed a value the next one looks needless.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
  {
    name: 'predawn/configs',
    files: ['*.config.{js,ts}', 'test/bench/*.ts'],
    rules: { 'import-x/no-default-export': 'off' },
  },
);
