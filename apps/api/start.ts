import {
  DEMO,
  type Engine,
  loadExamples,
  type Mailer,
  MailLinks,
  startRenderer,
  Versions,
  type World,
  worldOf,
} from '#runtime';
import { type Installation, openStores, type Stores } from '#storage';
import { openEvents } from '../ingest/start-up/open-events.ts';
import type { Opened } from '../ingest/start-up/opened.ts';
import type { Reporter } from '../ingest/start-up/reporter.ts';
import { serve } from '../ingest/start-up/serve.ts';
import { urlOf } from '../ingest/start-up/url-of.ts';
import { openWebhooks } from '../ingest/webhooks/webhooks.ts';
import { createApp } from './app.ts';
import type { Config } from './config.ts';
import { readAssets } from './dashboard/assets.ts';
import { OneTimeLinks } from './dashboard/one-time-links.ts';
import { findOrMakeCredentials, writeCredentials } from './start-up/credentials.ts';
import { findOrMakeInstallation } from './start-up/install.ts';
import { loadDemo } from './start-up/load-demo.ts';
import { openMailer, sayWhereMailGoes } from './start-up/open-mailer.ts';
import { sayPublicUrl } from './start-up/public-url.ts';
import { welcome } from './start-up/welcome.ts';
import { readVersion } from './version.ts';

const BATCH = 500;
const LANES = 2;
const LEASE_MS = 60_000;

/** Starts Crest: stores, installation, engine, demo, server. What it opens goes into `opened`. */
export async function start(config: Config, reporter: Reporter, opened: Opened): Promise<void> {
  const { roles } = config;
  const stores = await open(config, reporter, opened);
  const { sql, dataDir } = stores;
  const installation = await findOrMakeInstallation(sql, config);
  reporter.tick(
    installation.mode === 'sandbox'
      ? 'Sandbox: mail is captured, and time stands until it is moved'
      : `Live, on the wall clock; ${sayWhereMailGoes(config.mail)}`,
  );
  const events = await openEvents(stores, installation, config, reporter, opened);
  let ownUrl = urlOf(config.host, config.port);
  const mailLinks = new MailLinks({
    secret: installation.secret,
    origin: () => config.publicUrl ?? ownUrl,
    unsubscribeMailbox: config.unsubscribeEmail ?? null,
    replyDomain: config.replyDomain ?? null,
    bounceDomain: config.bounceDomain ?? null,
  });
  sayPublicUrl(config, installation, reporter);
  const mailer = await opened.take(openMailer(config.mail), (made) => made.close());
  const engine = await opened.take(makeEngine(stores, mailer, mailLinks), (made) => made.renderer.close());
  const credentials = await findOrMakeCredentials(sql, dataDir, installation, Date.now());
  // Kept before the demo is loaded, so that a start that is cut off leaves its keys behind.
  await writeCredentials(dataDir, ownUrl, credentials);
  const drain = async () => events.sink?.drain();
  const world = await prepareWorld(engine, installation, drain, reporter);

  const links = new OneTimeLinks();
  const webhooks = openWebhooks(config.webhooks);
  const parts = {
    ...{ ...stores, ...events, installation, engine, world, links, roles },
    ...{ limits: config.limits, webhooks },
  };
  const app = await opened.take(
    await createApp({ ...parts, assets: await readAssets(), version: await readVersion() }),
    (made) => made.close(),
  );
  const url = await serve(app, config, reporter);
  ownUrl = url;
  await writeCredentials(dataDir, url, credentials);
  const { token } = links.make(Date.now());
  if (roles.includes('api')) welcome(reporter, { url, token, credentials, dataDir, installation });
}

async function open(config: Config, reporter: Reporter, opened: Opened): Promise<Stores> {
  const { databaseUrl, clickhouseUrl, dataDir } = config;
  const onProgress = (line: string) => reporter.note(line);
  const stores = await opened.take(
    await openStores({ databaseUrl, clickhouseUrl, dataDir, now: Date.now(), onProgress }),
    (open) => open.close(),
  );
  reporter.tick(`PostgreSQL${stores.embedded.postgres ? ' (embedded)' : ''}`);
  reporter.tick(`ClickHouse${stores.embedded.clickhouse ? ' (embedded)' : ''}`);
  return stores;
}

function makeEngine({ sql }: Stores, mailer: Mailer, links: MailLinks): Engine {
  return {
    sql,
    mailer,
    renderer: startRenderer(),
    links,
    versions: new Versions(sql),
    batch: BATCH,
    lanes: LANES,
    leaseMs: LEASE_MS,
  };
}

/** The audience of a sandbox, its demo loaded; nobody where there is none. */
async function prepareWorld(
  engine: Engine,
  installation: Installation,
  drain: () => Promise<unknown>,
  reporter: Reporter,
): Promise<World> {
  const { demoSeed, demoUntil } = installation;
  if (demoSeed === null) return worldOf([], DEMO.seed);
  const examples = await loadExamples();
  if (demoUntil !== null) {
    const onProgress = (done: number, said: string) => reporter.progress('Loading the demo', done, said);
    await loadDemo({ engine, installation, examples, start: DEMO.start, drain, onProgress });
    reporter.tick('Demo loaded');
  }
  return worldOf(examples, demoSeed);
}
