// Element, store and app tests in a real Chromium: every `*.wtr.ts` is a page of its own. What they may ask of the browser beyond a page's
// power (offline, quota, media features) stands in test/support/wtr-commands.mjs.

import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';
import { chromiumFlags, chromiumPath } from './test/support/chromium-flags.mjs';
import { browserCommands } from './test/support/wtr-commands.mjs';
import { quietReporter, silentLogger } from './test/support/wtr-reporter.mjs';
import { commonJs } from './test/support/wtr-common-js.mjs';

export default {
  files: 'test/**/*.wtr.ts',
  nodeResolve: { exportConditions: ['browser', 'development'], extensions: ['.ts', '.js', '.mjs'] },
  browsers: [
    chromeLauncher({
      launchOptions: { executablePath: chromiumPath(), headless: true, args: chromiumFlags },
      concurrency: 2,
    }),
  ],
  plugins: [
    commonJs(),
    esbuildPlugin({ ts: true, target: 'es2022', tsconfig: new URL('./tsconfig.json', import.meta.url).pathname }),
    browserCommands(),
  ],
  middleware: [
    // A test's worker may take the root scope.
    (context, next) => {
      context.set('Service-Worker-Allowed', '/');
      return next();
    },
  ],
  reporters: [quietReporter()],
  logger: silentLogger,
  staticLogging: true,
  testRunnerHtml: testFramework => `<!doctype html>
<html lang="en">
  <head><title>test</title></head>
  <body><script type="module" src="${testFramework}"></script></body>
</html>`,
  testFramework: { config: { timeout: 10_000 } },
  browserStartTimeout: 60_000,
  testsFinishTimeout: 120_000,
};
