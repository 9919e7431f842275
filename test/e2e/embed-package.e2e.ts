// The published package as a stranger meets it: checked by the tools of the trade, packed, installed into a fresh Vite project, and used.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { launchChromium } from '../support/chromium.ts';
import { EMBED, buildEmbed } from '../support/embed-build.ts';
import { temporaryFolder } from '../support/temp.ts';
import { until } from '../support/until.ts';

const MODULES = join(import.meta.dirname, '../../node_modules');
const ELEMENTS = ['feed', 'form', 'morning', 'outbox', 'save', 'status'].map(name => `predawn-${name}`);
const run = promisify(execFile);
const json = async <T>(file: string): Promise<T> => JSON.parse(await readFile(file, 'utf8')) as T;

describe('the package', () => {
  let said = '';
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let tarball = '';

  before(async () => {
    folder = await temporaryFolder('embed-package');
    said = await buildEmbed({ whole: true });
    // Packing needs no network: nothing is installed and no script runs.
    const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder.path], {
      cwd: EMBED,
    });
    tarball = join(folder.path, stdout.trim().split('\n').at(-1) ?? '');
  });
  after(() => folder.remove());

  it('is clean to publint', async () => {
    const { messages, pkg } = await publint({ pkgDir: EMBED, level: 'suggestion', strict: true });
    assert.deepEqual(
      messages.map(message => formatMessage(message, pkg)),
      [],
    );
  });

  it('has types that are not wrong for anybody who can import it', async () => {
    const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(await readFile(tarball))));
    assert.ok(analysis.types !== false, 'types are found');
    // Modules alone: `require` of Node 16 and the resolution of Node 10, which knows no `exports`, are not asked.
    const asked = analysis.problems.filter(
      problem =>
        !(
          'resolutionKind' in problem &&
          (problem.resolutionKind === 'node10' || problem.resolutionKind === 'node16-cjs')
        ) && !('entrypoint' in problem && /^\.\/(?:one\/|integrity|custom-elements)/.test(problem.entrypoint)),
    );
    assert.deepEqual(asked, []);
    for (const entry of ['.', './sw', './sw-classic.js', ...ELEMENTS.map(name => `./${name}`)]) {
      const found = analysis.entrypoints[entry]?.resolutions.bundler.resolution;
      assert.ok(found?.isTypeScript, `types of ${entry}`);
    }
  });

  it('depends on lit and on nothing else, and says which files do something by being imported', async () => {
    const manifest = await json<{ dependencies: object; sideEffects: string[] }>(join(EMBED, 'package.json'));
    assert.deepEqual(Object.keys(manifest.dependencies), ['lit']);
    assert.ok(manifest.sideEffects.includes('./predawn*.js'));
    assert.ok(!manifest.sideEffects.includes('./sw.js'), 'the kit does nothing by being imported');
  });

  it('prints the hashes of its script-tag files, and they are those of the files', async () => {
    const integrity = await json<Record<string, string>>(join(EMBED, 'integrity.json'));
    for (const name of ELEMENTS.map(element => `one/${element}.js`)) {
      const hash = createHash('sha384').update(await readFile(join(EMBED, name)));
      assert.equal(integrity[name], `sha384-${hash.digest('base64')}`);
      assert.ok(said.includes(`${integrity[name]}  ${name}`), `${name} is printed`);
    }
  });

  it('describes each element in custom-elements.json: what it takes, says, shows, and nothing private', async () => {
    interface Element {
      tagName?: string;
      attributes?: { name: string; description?: string }[];
      members?: { name: string; privacy?: string; description?: string }[];
      events?: { name: string; type?: { text: string }; description?: string }[];
      cssParts?: { name: string }[];
    }
    const { modules } = await json<{ modules: { path: string; declarations: Element[] }[] }>(
      join(EMBED, 'custom-elements.json'),
    );
    const files = await readdir(EMBED);
    const elements = modules.flatMap(({ declarations }) => declarations).filter(({ tagName }) => tagName !== undefined);
    assert.deepEqual(elements.map(({ tagName }) => tagName).sort(), ELEMENTS);
    for (const { path } of modules) assert.ok(files.includes(path), path);
    for (const { tagName, attributes = [], members = [], events = [] } of elements) {
      for (const named of [...attributes, ...members, ...events])
        assert.ok(named.description, `${tagName ?? ''} ${named.name} is described`);
      for (const event of events) assert.match(event.type?.text ?? '', /Event$/, `${event.name} has a type`);
      assert.deepEqual(
        members.filter(({ name, privacy }) => privacy === 'private' || name.startsWith('#')),
        [],
      );
    }
    const feed = elements.find(({ tagName }) => tagName === 'predawn-feed');
    assert.deepEqual(feed?.attributes?.map(({ name }) => name).sort(), ['gateway', 'layout', 'limit', 'src']);
    assert.ok(feed.cssParts?.some(({ name }) => name === 'title'));
  });

  it('is installed into a fresh Vite project, compiled, built, and shows headlines', { timeout: 120_000 }, async () => {
    const project = join(folder.path, 'project');
    await install(project, tarball);
    await run(process.execPath, [join(MODULES, 'typescript/bin/tsc'), '-p', project]).catch((error: unknown) =>
      assert.fail((error as { stdout?: string }).stdout),
    );
    await run(process.execPath, [join(MODULES, 'vite/bin/vite.js'), 'build', '--logLevel', 'error'], { cwd: project });
    const assets = await readdir(join(project, 'dist/assets'));
    const app = assets.filter(name => name.startsWith('index-') && name.endsWith('.js'));
    const code = await readFile(join(project, 'dist/assets', app[0] ?? ''), 'utf8');
    assert.ok(code.includes('predawn-feed') && !code.includes('predawn-form'), 'one element, not all six');

    const server = await serve(join(project, 'dist'));
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      const errors: string[] = [];
      page.on('pageerror', error => errors.push(String(error)));
      await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`, { waitUntil: 'load' });
      const titles = () =>
        page.$eval('predawn-feed', feed =>
          [...(feed.shadowRoot?.querySelectorAll('[part=title]') ?? [])].map(title => title.textContent),
        );
      await until(async () => (await titles()).length === 2, { what: 'headlines' });
      assert.deepEqual(await titles(), ['First', 'Second']);
      assert.equal(await page.evaluate('globalThis.loaded'), 'A feed');
      assert.deepEqual(errors, []);
    } finally {
      await browser.close();
      server.close();
    }
  });
});

/** What `npm install predawn-x.y.z.tgz` leaves behind; what it depends on and the tools are those that we have, so that no network is asked. */
async function install(project: string, tarball: string): Promise<void> {
  const modules = join(project, 'node_modules');
  await mkdir(join(modules, 'predawn'), { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', join(modules, 'predawn'), '--strip-components=1']);
  for (const name of ['lit', 'lit-html', 'lit-element', '@lit', '@types/trusted-types', 'vite', 'typescript']) {
    await mkdir(join(modules, name, '..'), { recursive: true });
    await symlink(join(MODULES, name), join(modules, name));
  }
  for (const [name, text] of Object.entries(PROJECT)) {
    await mkdir(join(project, name, '..'), { recursive: true });
    await writeFile(join(project, name), text);
  }
}

const FEED = {
  version: 'https://jsonfeed.org/version/1.1',
  title: 'A feed',
  items: ['First', 'Second'].map((title, i) => ({
    id: title,
    url: `/${title}`,
    title,
    date_published: new Date(Date.UTC(2026, 10, 23, 6 - i)).toISOString(),
  })),
};

const PROJECT: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ name: 'a-site', private: true, type: 'module', dependencies: { predawn: '*' } }),
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      ...{ target: 'ES2022', module: 'ESNext', moduleResolution: 'bundler', strict: true, noEmit: true },
      ...{ lib: ['ES2023', 'DOM', 'DOM.Iterable'], types: [], skipLibCheck: false, exactOptionalPropertyTypes: true },
    },
    include: ['src'],
  }),
  'index.html': `<!doctype html><html lang="en"><head><title>A site</title><script type="module" src="/src/main.ts"></script></head>
<body><predawn-feed src="/feed.json" limit="2">Our stories</predawn-feed></body></html>`,
  'vite.config.js': `export default { build: { rolldownOptions: { input: { index: 'index.html', sw: 'src/sw.ts' } } } };`,
  'public/feed.json': JSON.stringify(FEED),
  'src/main.ts': `import { PredawnFeed, type FeedLoadEvent } from 'predawn/predawn-feed';

const feed = document.querySelector('predawn-feed');
const loaded = (event: FeedLoadEvent): void => void Object.assign(globalThis, { loaded: event.feed.title });
feed?.addEventListener('predawn-feed-load', loaded);
feed?.addEventListener('predawn-article-open', event => console.log(event.item.title.length));
export const rows: number | undefined = feed instanceof PredawnFeed ? feed.limit : undefined;
`,
  'src/sw.ts': `import { createPredawn } from 'predawn/sw';

const worker = globalThis as unknown as { addEventListener(type: string, listener: (event: never) => void): void };
createPredawn({ feeds: ['/feed.json'], pages: ['/'], times: ['07:00'] }).install(worker);
`,
};

async function serve(folder: string): Promise<Server> {
  const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.json': 'application/json' };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const file = join(folder, path === '/' ? 'index.html' : path);
    readFile(file).then(
      bytes => response.writeHead(200, { 'content-type': types[extname(file)] ?? 'text/plain' }).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  return server;
}
