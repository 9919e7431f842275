// The gateway as a program: settings, storage, socket, and an end without loss.

import { existsSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { pino } from 'pino';
import { readConfig } from './config.ts';
import { createNewsroom } from './newsroom/newsroom.ts';
import { openPush } from './push.ts';
import { pushRoute } from './routes/push.ts';
import { serveGateway } from './serve.ts';
import { openServices } from './services.ts';
import { StorageError } from './sqlite/database.ts';

const appDir = join(import.meta.dirname, '../../dist/app');

function end(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

async function main(): Promise<void> {
  const read = readConfig(process.env);
  if (read.kind === 'invalid') end(read.sentence);
  const { config } = read;
  const log = pino(
    { level: config.logLevel, base: null, serializers: { error: pino.stdSerializers.err } },
    pino.destination(2),
  );
  const newsroom = createNewsroom({ now: Date.now });
  const services = await openServices({ config, log, newsroom: request => newsroom.fetch(request) });
  const push = await openPush(services, config);
  const gateway = await serveGateway(services, {
    appDir,
    mount: (app, mounted) => pushRoute(app, mounted, push),
  });
  push.start();
  // A kill would lose what this start has compiled (where NODE_COMPILE_CACHE names a folder).
  flushCompileCache();

  process.stdout.write(
    [
      '',
      `Predawn is at ${config.publicUrl ?? gateway.url}`,
      existsSync(join(appDir, 'index.html'))
        ? 'Open it in a browser, choose what you read, and install it to have it delivered before you wake.'
        : 'The app is not built yet: run "npm run build", then open it in a browser.',
      `What it keeps is in ${config.dataDir}. Stop it with Ctrl+C.`,
      '',
    ].join('\n'),
  );

  let isStopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (isStopping) process.exit(1);
    isStopping = true;
    log.info({ signal }, 'finishing what is under way');
    void push
      .stop()
      .then(() => gateway.close())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ error }, 'the end was not clean');
          process.exit(1);
        },
      );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch((error: unknown) => {
  if (error instanceof StorageError) end(error.message);
  const { code, syscall, port, address } = error as {
    code?: string;
    syscall?: string;
    port?: number;
    address?: string;
  };
  if (syscall === 'listen') {
    const why =
      code === 'EADDRINUSE'
        ? 'is in use by another program'
        : code === 'EACCES'
          ? 'needs more rights'
          : `cannot be had (${code ?? ''})`;
    end(`Port ${port ?? ''} of ${address ?? ''} ${why}: set PORT to another one.`);
  }
  end(`Predawn could not start: ${error instanceof Error ? error.message : String(error)}`);
});
