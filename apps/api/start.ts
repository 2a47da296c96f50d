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
import type { Installation, NeededStores, Sql } from '#storage';
import { Metrics } from '../ingest/metrics/metrics.ts';
import { Processes } from '../ingest/processes/processes.ts';
import { awaitInstallation } from '../ingest/start-up/await-installation.ts';
import { openEvents } from '../ingest/start-up/open-events.ts';
import { openForRoles } from '../ingest/start-up/open-for-roles.ts';
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
import { checkInstallation, findOrMakeInstallation } from './start-up/install.ts';
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
  const stores = await openForRoles(config, reporter, opened);
  const { sql, dataDir } = stores;
  // The demo and the keys are of the process that people talk to; the others find what it has made.
  const installation = roles.includes('api')
    ? await findOrMakeInstallation(sql, config)
    : checkInstallation(await awaitInstallation(sql, reporter, opened), config);
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
  const metrics = new Metrics();
  const engine = await opened.take(makeEngine(stores, metrics.countMails(mailer), mailLinks), (made) =>
    made.renderer.close(),
  );
  // Kept before the demo is loaded, so that a start that is cut off leaves its keys behind.
  const keys = dataDir === null ? null : await keepKeys(sql, dataDir, installation, ownUrl);
  const drain = async () => events.sink?.drain();
  const world = roles.includes('api')
    ? await prepareWorld(engine, installation, drain, reporter)
    : worldOf([], DEMO.seed);

  const links = new OneTimeLinks();
  const processes = stores.embedded.postgres ? null : new Processes(sql, roles, Date.now);
  const webhooks = openWebhooks(config.webhooks);
  const parts = {
    ...{ ...stores, ...events, installation, engine, world, links, roles, processes },
    ...{ limits: config.limits, webhooks, metrics },
  };
  const app = await opened.take(
    await createApp({ ...parts, assets: await readAssets(), version: await readVersion() }),
    (made) => made.close(),
  );
  const url = await serve(app, config, reporter);
  ownUrl = url;
  if (keys === null) return;
  await writeCredentials(keys.dataDir, url, keys.credentials);
  const { token } = links.make(Date.now());
  welcome(reporter, { url, token, ...keys, installation, roles });
}

async function keepKeys(sql: Sql, dataDir: string, installation: Installation, url: string) {
  const credentials = await findOrMakeCredentials(sql, dataDir, installation, Date.now());
  await writeCredentials(dataDir, url, credentials);
  return { dataDir, credentials };
}

function makeEngine({ sql }: NeededStores, mailer: Mailer, links: MailLinks): Engine {
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
