import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { capturedMailer, DEMO, type Engine, loadExamples, startRenderer, Versions, worldOf } from '#runtime';
import { openStores, Sink, type Stores } from '#storage';
import { openLog } from '../ingest/open-log.ts';
import { openCarrier } from '../ingest/relay.ts';
import { SinkLoop } from '../ingest/sink/sink-loop.ts';
import { createApp } from './app.ts';
import type { Config } from './config.ts';
import { readAssets } from './dashboard/assets.ts';
import { OneTimeLinks } from './dashboard/one-time-links.ts';
import { findOrMakeCredentials, writeCredentials } from './start-up/credentials.ts';
import { findOrMakeInstallation } from './start-up/install.ts';
import { listenFrom } from './start-up/listen.ts';
import { loadDemo } from './start-up/load-demo.ts';
import type { Opened } from './start-up/opened.ts';
import type { Reporter } from './start-up/reporter.ts';
import { welcome } from './start-up/welcome.ts';
import { readVersion } from './version.ts';

const BATCH = 500;
const LEASE_MS = 60_000;

/** Starts Crest: stores, installation, engine, demo, server. What it opens goes into `opened`. */
export async function start(config: Config, reporter: Reporter, opened: Opened): Promise<{ url: string }> {
  const { databaseUrl, clickhouseUrl, dataDir } = config;
  const stores = await opened.take(
    await openStores({
      databaseUrl,
      clickhouseUrl,
      dataDir,
      now: Date.now(),
      onProgress: (line) => reporter.note(line),
    }),
    (open) => open.close(),
  );
  reportStores(stores, reporter);
  const installation = await findOrMakeInstallation(stores.sql, config);
  reporter.tick(
    installation.mode === 'sandbox'
      ? 'Sandbox: mail is captured, and time stands until it is moved'
      : 'Live, on the wall clock; mail is captured',
  );
  const log = await opened.take(
    await openLog(stores.sql, installation, config.kafkaBrokers, (line) => reporter.note(line)),
    (open) => open.close(),
  );
  const carrier = await opened.take(
    await openCarrier(stores.sql, installation, config.kafkaBrokers, (line) => reporter.note(line)),
    (open) => open.close(),
  );
  reporter.tick(`Event log (${config.kafkaBrokers ? 'Kafka' : 'PostgreSQL'})`);
  const engine = await opened.take(makeEngine(stores), (made) => made.renderer.close());
  const sink = new SinkLoop(
    new Sink({ sql: stores.sql, clickhouse: stores.clickhouse, log, now: Date.now }),
    {
      runs: config.roles.includes('sink'),
      carry: () => carrier.drain(),
    },
  );
  const credentials = await findOrMakeCredentials(stores.sql, stores.dataDir, installation, Date.now());
  // Kept before the demo is loaded, so that a start that is cut off leaves its keys behind.
  await writeCredentials(stores.dataDir, urlOf(config.host, config.port), credentials);

  const examples = installation.demoSeed === null ? [] : await loadExamples();
  if (installation.demoUntil !== null) {
    await loadDemo({
      engine,
      installation,
      examples,
      start: DEMO.start,
      drain: () => sink.drain(),
      onProgress: (done, said) => reporter.progress('Loading the demo', done, said),
    });
    reporter.tick('Demo loaded');
  }

  if (config.roles.includes('engine')) carrier.start();

  const links = new OneTimeLinks();
  const app = await opened.take(
    await createApp({
      ...stores,
      installation,
      engine,
      log,
      sink,
      roles: config.roles,
      world: worldOf(examples, installation.demoSeed ?? DEMO.seed),
      assets: await readAssets(),
      version: await readVersion(),
      links,
    }),
    (made) => made.close(),
  );
  const url = await listen(app, config, reporter);
  await writeCredentials(stores.dataDir, url, credentials);
  welcome(reporter, {
    url,
    token: links.make(Date.now()).token,
    credentials,
    dataDir: stores.dataDir,
    installation,
  });
  return { url };
}

function reportStores({ embedded }: Stores, reporter: Reporter): void {
  reporter.tick(`PostgreSQL${embedded.postgres ? ' (embedded)' : ''}`);
  reporter.tick(`ClickHouse${embedded.clickhouse ? ' (embedded)' : ''}`);
}

function makeEngine({ sql }: Stores): Engine {
  return {
    sql,
    mailer: capturedMailer,
    renderer: startRenderer(),
    versions: new Versions(sql),
    batch: BATCH,
    leaseMs: LEASE_MS,
  };
}

async function listen(app: NestFastifyApplication, config: Config, reporter: Reporter): Promise<string> {
  const server = app.getHttpAdapter().getInstance();
  const port = await listenFrom(server, config.host, config.port);
  if (port !== config.port) reporter.line(`  Port ${config.port} is in use: this is port ${port}.`);
  const { port: open } = server.server.address() as AddressInfo;
  const url = urlOf(config.host, open);
  reporter.tick(`Listening on ${url}`);
  return url;
}

/** The address to call a host by: the wildcards are not one. */
function urlOf(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
