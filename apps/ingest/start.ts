import { setTimeout as sleep } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Versions } from '#runtime';
import { type Installation, openStores, readInstallation, type Sql } from '#storage';
import type { IngestConfig } from './config.ts';
import { createHttp } from './http.ts';
import { ingestModule } from './ingest.module.ts';
import { openEvents } from './start-up/open-events.ts';
import type { Opened } from './start-up/opened.ts';
import type { Reporter } from './start-up/reporter.ts';
import { serve } from './start-up/serve.ts';
import { StderrLogger } from './stderr-logger.ts';
import { openWebhooks } from './webhooks/webhooks.ts';

const LOOK_AGAIN_MS = 1000;

/** Starts a process of the event path on the stores of an installation that an api process has made. */
export async function start(config: IngestConfig, reporter: Reporter, opened: Opened): Promise<void> {
  const { databaseUrl, clickhouseUrl, dataDir, roles, limits } = config;
  const onProgress = (line: string) => reporter.note(line);
  const stores = await opened.take(
    await openStores({ databaseUrl, clickhouseUrl, dataDir, now: Date.now(), onProgress }),
    (open) => open.close(),
  );
  reporter.tick('PostgreSQL');
  reporter.tick('ClickHouse');
  const { sql, clickhouse } = stores;
  const installation = await awaitInstallation(sql, reporter, opened);
  const { log, sink, relay } = await openEvents(stores, installation, config, reporter, opened);
  const { adapter, routes } = createHttp();
  const engine = { sql, versions: new Versions(sql) };
  const app = await opened.take(
    await NestFactory.create<NestFastifyApplication>(
      ingestModule({
        ...{ sql, clickhouse, installation, engine, log, routes, sink, relay, roles, limits },
        webhooks: openWebhooks(config.webhooks),
      }),
      adapter,
      { bodyParser: false, abortOnError: false, logger: new StderrLogger() },
    ),
    (made) => made.close(),
  );
  await app.init();
  await serve(app, config, reporter);
}

/** The installation is made by the api process, which may still be on its way. */
async function awaitInstallation(sql: Sql, reporter: Reporter, opened: Opened): Promise<Installation> {
  for (let looked = 0; ; looked++) {
    const installation = await readInstallation(sql);
    if (installation) return installation;
    if (looked === 0) reporter.note('Waiting for the api process to make the installation');
    await sleep(LOOK_AGAIN_MS);
    opened.check();
  }
}
