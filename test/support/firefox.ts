// Real Firefox over WebDriver BiDi.

import puppeteer from 'puppeteer-core';
import type { Browser } from 'puppeteer-core';

const FIREFOX = '/usr/bin/firefox-esr';

export async function launchFirefox(profile?: string): Promise<Browser> {
  return await puppeteer.launch({
    browser: 'firefox',
    executablePath: FIREFOX,
    headless: true,
    timeout: 90_000,
    protocolTimeout: 90_000,
    ...(profile === undefined ? {} : { userDataDir: profile }),
  });
}
