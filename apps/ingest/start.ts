import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Versions } from '#runtime';
import type { IngestConfig } from './config.ts';
import { createHttp } from './http.ts';
import { ingestModule } from './ingest.module.ts';
import { Processes } from './processes/processes.ts';
import { awaitInstallation } from './start-up/await-installation.ts';
import { openEvents } from './start-up/open-events.ts';
import { openForRoles } from './start-up/open-for-roles.ts';
import type { Opened } from './start-up/opened.ts';
import type { Reporter } from './start-up/reporter.ts';
import { serve } from './start-up/serve.ts';
import { StderrLogger } from './stderr-logger.ts';
import { openWebhooks } from './webhooks/webhooks.ts';

/** Starts a process of the event path on the stores of an installation that an api process has made. */
export async function start(config: IngestConfig, reporter: Reporter, opened: Opened): Promise<void> {
  const { roles, limits } = config;
  const stores = await openForRoles(config, reporter, opened);
  const { sql, clickhouse } = stores;
  const installation = await awaitInstallation(sql, reporter, opened);
  const { log, sink, relay } = await openEvents(stores, installation, config, reporter, opened);
  const { adapter, routes } = createHttp();
  const engine = { sql, versions: new Versions(sql) };
  const processes = new Processes(sql, roles, Date.now);
  const webhooks = openWebhooks(config.webhooks);
  const parts = {
    ...{ sql, clickhouse, installation, engine, log, sink, relay },
    ...{ roles, processes, limits, webhooks },
  };
  const app = await opened.take(
    await NestFactory.create<NestFastifyApplication>(ingestModule({ ...parts, routes }), adapter, {
      bodyParser: false,
      abortOnError: false,
      logger: new StderrLogger(),
    }),
    (made) => made.close(),
  );
  await app.init();
  await serve(app, config, reporter);
}
