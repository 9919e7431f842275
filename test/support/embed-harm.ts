// What a host's page is like before and after Predawn's elements came and went.

import type { CDPSession, Page } from 'puppeteer-core';

const ALL = ['predawn-feed', 'predawn-form', 'predawn-save', 'predawn-outbox', 'predawn-morning', 'predawn-status'];

/** Adds one of each to the page and takes it away again, so many times. */
export async function comeAndGo(page: Page, times: number): Promise<void> {
  await page.evaluate(
    async (names, times) => {
      for (let i = 0; i < times; i++) {
        const made = names.map(name => document.createElement(name));
        made[0]?.setAttribute('src', '/feed.json');
        document.body.append(...made);
        await new Promise(resolve => setTimeout(resolve, 20));
        for (const element of made) element.remove();
      }
    },
    ALL,
    times,
  );
}

/** What must be the same, and what must not grow, once requests under way have ended. `cdp` has its Performance domain enabled. */
export async function lookAtHost(page: Page, cdp: CDPSession) {
  await page.waitForNetworkIdle({ idleTime: 500 });
  // What the first collection lets go of, the second finds.
  for (let times = 0; times < 2; times++) {
    await cdp.send('HeapProfiler.collectGarbage');
    await page.evaluate(() => new Promise(done => setTimeout(done, 50)));
  }
  const { metrics } = await cdp.send('Performance.getMetrics');
  const metric = (name: string): number => metrics.find(entry => entry.name === name)?.value ?? 0;
  const host = await page.evaluate(async () => ({
    caches: (await caches.keys()).filter(name => !name.startsWith('predawn-')),
    databases: (await indexedDB.databases()).map(({ name }) => name).filter(name => !name?.startsWith('predawn-')),
    workers: (await navigator.serviceWorker.getRegistrations()).map(({ scope, active }) => [scope, active?.scriptURL]),
    sheets: document.styleSheets.length + document.adoptedStyleSheets.length,
    styles: ['h1', 'p', 'body'].map(tag => getComputedStyle(document.querySelector(tag) ?? document.body).cssText),
    history: [history.length, JSON.stringify(history.state), location.href],
    storage: [localStorage.length, sessionStorage.length, document.cookie],
    head: document.head.innerHTML,
    body: document.body.innerHTML,
    globals: Object.keys(window).sort(),
  }));
  return { host, listeners: metric('JSEventListeners'), nodes: metric('Nodes'), heap: metric('JSHeapUsedSize') };
}
