// Real WebKitGTK over WebDriver, on a screen that nobody sees.

import { globSync } from 'node:fs';
import { Builder, Capabilities } from 'selenium-webdriver';
import type { WebDriver } from 'selenium-webdriver';
import { startProgram } from './child.ts';
import { freePort } from './temp.ts';
import { until } from './until.ts';

const MINI_BROWSER = '/usr/lib/*-linux-gnu/webkit2gtk-4.*/MiniBrowser';

export interface WebKit {
  readonly driver: WebDriver;
  close(): Promise<void>;
}

export async function launchWebKit(): Promise<WebKit> {
  const port = await freePort();
  const program = startProgram('xvfb-run', ['-a', 'WebKitWebDriver', '-p', String(port)]);
  const capabilities = new Capabilities({
    browserName: 'MiniBrowser',
    'webkitgtk:browserOptions': { binary: globSync(MINI_BROWSER).sort().at(-1), args: ['--automation'] },
  });
  try {
    const driver = await connect(port, capabilities);
    return {
      driver,
      async close() {
        await driver.quit().catch(() => undefined);
        await program.stop();
      },
    };
  } catch (error) {
    await program.stop('SIGKILL');
    throw new Error(`WebKitWebDriver does not answer; it said:\n${program.output()}`, { cause: error });
  }
}

async function connect(port: number, capabilities: Capabilities): Promise<WebDriver> {
  return await until(async () => {
    await fetch(`http://127.0.0.1:${port}/status`, { signal: AbortSignal.timeout(1000) });
    return await new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities(capabilities).build();
  });
}
