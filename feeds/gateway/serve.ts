// Listens: the app on a socket, with an end that lets what is under way finish.

import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { createGateway } from './app.ts';
import type { GatewayDeps } from './app.ts';
import type { Services } from './services.ts';

export interface RunningGateway {
  /** Where it is reached from this machine. */
  readonly url: string;
  readonly port: number;
  /** Takes nothing new, finishes what is under way (at most `drainMs`), then closes everything. */
  readonly close: (drainMs?: number) => Promise<void>;
}

const DRAIN_MS = 10_000;
const SWEEP_MS = 50;

export async function serveGateway(
  services: Services,
  deps: Pick<GatewayDeps, 'appDir' | 'mount'> = {},
): Promise<RunningGateway> {
  const { config, names, roundsman } = services;
  const app = createGateway(config, { ...services, ...deps });
  const listener = getRequestListener((request, env) => app.fetch(request, env), {
    overrideGlobalObjects: false,
    hostname: 'localhost',
  });
  const server = createServer(
    { keepAliveTimeout: 30_000, headersTimeout: 15_000, requestTimeout: 60_000 },
    (request, response) => {
      if (!services.ready.answer(request, response)) void listener(request, response);
    },
  );
  const port = await listen(server, config.port, config.host);
  names.listening(port);
  roundsman.start();
  const host = config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host;
  return {
    port,
    url: `http://${host === '127.0.0.1' ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`,
    close: async (drainMs = DRAIN_MS) => {
      const closed = new Promise<void>(resolve => server.close(() => resolve()));
      // Connections that fall idle after their last answer would be waited for as well.
      const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
      const timer = setTimeout(() => server.closeAllConnections(), drainMs);
      await closed;
      clearInterval(sweep);
      clearTimeout(timer);
      await services.close();
    },
  };
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}
