// The gateway as a Hono app: who may enter, then the routes. It can be asked without a socket.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { Hono } from 'hono';
import type { GatewayConfig } from './config.ts';
import type { Services } from './services.ts';
import { doorkeeper } from './doorkeeper.ts';
import { problem } from './problem.ts';
import { articleRoute } from './routes/article.ts';
import { discoverRoute } from './routes/discover.ts';
import { editionRoute } from './routes/edition.ts';
import { feedRoute } from './routes/feed.ts';
import { healthRoute } from './routes/health.ts';
import { iconRoute } from './routes/icon.ts';
import { imageRoute } from './routes/image.ts';
import { metricsRoute } from './routes/metrics.ts';
import { openapiRoute } from './routes/openapi.ts';
import { sessionRoute } from './routes/session.ts';
import { siteRoute } from './routes/site.ts';

export interface GatewayEnv {
  Bindings: { readonly incoming?: IncomingMessage; readonly outgoing?: ServerResponse };
  Variables: {
    /** Opaque mark of the client. */
    client: string;
    /** Aborted when the client has left. */
    signal: AbortSignal;
  };
}

export interface GatewayDeps extends Services {
  /** The built app; absent in tests that need none. */
  readonly appDir?: string;
  /** Routes of other rooms (push). */
  readonly mount?: (app: Hono<GatewayEnv>, services: Services) => void;
}

export function createGateway(config: GatewayConfig, deps: GatewayDeps): Hono<GatewayEnv> {
  const app = new Hono<GatewayEnv>();
  app.onError((error, c) => {
    deps.log.error({ error, path: c.req.path }, 'a request failed');
    return problem('internal-error');
  });
  app.use(doorkeeper(config, deps));
  healthRoute(app, deps);
  metricsRoute(app, config, deps);
  openapiRoute(app, config);
  sessionRoute(app, config, deps);
  feedRoute(app, config, deps);
  editionRoute(app, config, deps);
  discoverRoute(app, config, deps);
  imageRoute(app, config, deps);
  iconRoute(app, deps);
  articleRoute(app, config, deps);
  deps.mount?.(app, deps);
  app.all('/api/*', () => problem('unknown-route'));
  app.all('/newsroom/*', c => deps.newsroom(c.req.raw));
  app.get('/newsroom', c => c.redirect('/newsroom/', 308));
  siteRoute(app, config, deps, deps.appDir);
  return app;
}
