import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Versions } from '#runtime';
import { openClickHouse, openPostgres, openPostgresEventLog, readInstallation } from '#storage';
import { createHttp } from '../../../apps/ingest/http.ts';
import { ingestModule } from '../../../apps/ingest/ingest.module.ts';
import { StderrLogger } from '../../../apps/ingest/stderr-logger.ts';
import { sayPort } from './say-port.ts';

/** A process of Crest with the role `collect` alone: what `apps/ingest` starts, without a ClickHouse that it would not use. */
const sql = openPostgres({ url: process.env.DATABASE_URL ?? '' });
const installation = await readInstallation(sql);
if (!installation) throw new Error('the database holds no installation');
const { adapter, routes } = createHttp();
const app = await NestFactory.create<NestFastifyApplication>(
  ingestModule({
    ...{ sql, installation, routes, sink: null, relay: null, roles: ['collect'] },
    log: await openPostgresEventLog(sql, installation.id),
    clickhouse: openClickHouse({ url: 'http://127.0.0.1:9' }),
    engine: { sql, versions: new Versions(sql) },
  }),
  adapter,
  { bodyParser: false, abortOnError: false, logger: new StderrLogger() },
);
await app.init();
await app.listen(0, '127.0.0.1');
sayPort(app.getHttpServer().address());
process.once('SIGTERM', async () => {
  await app.close();
  await sql.end();
  process.exit(0);
});
