// Commands of *.wtr.ts tests, `executeServerCommand(name, payload)` from @web/test-runner-commands. Pages are used again by later
// files: undo what you set.
//   'cdp' {method, params}           any command, on the test's own page
//   'offline' true | false           cuts the network of the service workers, answers of how many; a page cut off would lose the runner
//   'media' {name: value}            media features, as {'prefers-reduced-motion': 'reduce'}
//   'quota' bytes | null             storage quota of the test's origin
//   'viewport' {width, height}
//   'press' 'Tab' | {press: 'a'} | {type: 'text'}   real keys
//   'grant' ['notifications', …]     permissions; every other is denied
//   'cpu' 4                          slows the processor by a factor

export function browserCommands() {
  const sessions = new WeakMap();
  const cdpOf = async page => {
    if (!sessions.has(page)) sessions.set(page, await page.createCDPSession());
    return sessions.get(page);
  };
  return {
    name: 'predawn:browser-commands',
    async executeCommand({ command, payload, session }) {
      const run = COMMANDS[command];
      if (!run) return undefined;
      const page = session.browser.getPage(session.id);
      const cdp = await cdpOf(page);
      return (await run({ page, cdp, send: cdp.send.bind(cdp), payload })) ?? true;
    },
  };
}

/** The emulation lasts as long as its session; a detached one lets the worker stop. */
const offlineSessions = new Map();

const COMMANDS = {
  cdp: ({ send, payload }) => send(payload.method, payload.params ?? {}),
  offline: async ({ page, payload }) => {
    const conditions = { offline: payload, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
    const workers = page
      .browser()
      .targets()
      .filter(target => target.type() === 'service_worker');
    for (const target of workers) {
      const session = offlineSessions.get(target) ?? (await target.createCDPSession());
      await session.send('Network.enable');
      await session.send('Network.emulateNetworkConditions', conditions);
      if (payload) offlineSessions.set(target, session);
      else {
        offlineSessions.delete(target);
        await session.detach();
      }
    }
    return workers.length;
  },
  media: ({ page, payload }) =>
    page.emulateMediaFeatures(Object.entries(payload).map(([name, value]) => ({ name, value }))),
  quota: ({ page, send, payload }) =>
    send('Storage.overrideQuotaForOrigin', {
      origin: new URL(page.url()).origin,
      ...(payload === null ? {} : { quotaSize: payload }),
    }),
  viewport: ({ page, payload }) => page.setViewport(payload),
  press: ({ page, payload }) => {
    if (typeof payload === 'string') return page.keyboard.press(payload);
    return payload.type === undefined ? page.keyboard.press(payload.press) : page.keyboard.type(payload.type);
  },
  grant: ({ page, payload }) => page.browserContext().overridePermissions(new URL(page.url()).origin, payload),
  cpu: ({ page, payload }) => page.emulateCPUThrottling(payload),
};
