import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll } from '@jest/globals';
import request from 'supertest';
import {
  capturedMailer,
  type Engine,
  MailLinks,
  type StepPlugin,
  startRenderer,
  stepsWith,
  Versions,
} from '#runtime';
import {
  createInstallation,
  type Installation,
  insertKey,
  type KeyScope,
  openPostgres,
  readInstallation,
  Sink,
  type Sql,
  type Stores,
} from '#storage';
import { createApp } from '../../../apps/api/app.ts';
import { readAssets } from '../../../apps/api/dashboard/assets.ts';
import { OneTimeLinks } from '../../../apps/api/dashboard/one-time-links.ts';
import { hashKey, makeKey } from '../../../apps/ingest/access/key.ts';
import { openLog } from '../../../apps/ingest/event-log/open-log.ts';
import type { Limits } from '../../../apps/ingest/segment/pressure.ts';
import { ROLES } from '../../../apps/ingest/settings.ts';
import { SinkLoop } from '../../../apps/ingest/sink/sink-loop.ts';
import { NO_WEBHOOKS } from '../../../apps/ingest/webhooks/webhook-settings.ts';
import { openWebhooks } from '../../../apps/ingest/webhooks/webhooks.ts';
import { tcpGate } from '../../support/tcp-gate.ts';
import { testClickHouse } from '../../support/test-clickhouse.ts';
import { testDatabase } from '../../support/test-database.ts';

/** Where the clock of a test's sandbox starts: a Monday. */
export const MONDAY = Date.parse('2026-01-05T08:00:00Z');

/** Where the links of mails lead. */
export const ORIGIN = 'https://crest.example.com';

type Method = 'get' | 'head' | 'post' | 'put' | 'delete' | 'patch' | 'options';

/** Crest as it runs, over stores of the test file's own, without a port. Call it at the top of the file. */
export async function testCrest({
  mode = 'sandbox' as 'sandbox' | 'live',
  steps = [] as readonly StepPlugin[],
  webhooks = openWebhooks(NO_WEBHOOKS),
  stores = null as Pick<Stores, 'sql' | 'clickhouse'> | null,
  limits = undefined as Limits | undefined,
  gated = false,
  replyDomain = null as string | null,
  kafkaBrokers = undefined as readonly string[] | undefined,
} = {}) {
  const { sql: direct, url } = stores ? { ...stores, url: '' } : await testDatabase();
  const gate = gated ? await tcpGate(url) : null;
  const sql = gate ? openPostgres({ url: gate.url }) : direct;
  if (gate) afterAll(() => sql.end({ timeout: 1 }));
  const clickhouse = stores?.clickhouse ?? (await testClickHouse());
  const installation = await install(sql, mode);
  const { log, relay, close } = await openLog({
    ...{ sql, installation, kafkaBrokers, roles: ROLES },
    onWarning: () => undefined,
  });
  if (!log) throw new Error('a process that does everything reads the log');
  const sink = new SinkLoop(new Sink({ sql, clickhouse, log, now: () => MONDAY }), {
    runs: false,
    relay,
  });
  const renderer = startRenderer();
  const engine: Engine = {
    sql,
    mailer: capturedMailer,
    renderer,
    links: new MailLinks({ secret: installation.secret, origin: () => ORIGIN, replyDomain }),
    versions: new Versions(sql, stepsWith(steps)),
    batch: 500,
    lanes: 2,
    leaseMs: 60_000,
  };
  const links = new OneTimeLinks();
  const world = { seed: 1, truths: new Map(), newcomers: [] };
  const assets = await readAssets();
  const logged: string[] = [];
  const print = (...message: unknown[]) => logged.push(message.map(String).join(' '));
  const logger = { log: () => undefined, warn: print, error: print };
  const parts = { sql, clickhouse, installation, log, relay, sink, engine, links, world, assets };
  const app = await createApp(
    { ...parts, roles: ROLES, processes: null, version: '1.2.3', webhooks, ...(limits && { limits }) },
    logger,
  );
  afterAll(async () => {
    await app.close();
    await renderer.close();
    await close();
  });
  const makeScopedKey = async (...scopes: KeyScope[]) => {
    const { id, text } = makeKey(mode, randomBytes(40));
    await insertKey(
      sql,
      { now: 0 },
      { id, workspaceId: installation.workspaceId, hash: hashKey(text), scopes },
    );
    return text;
  };
  const adminKey = await makeScopedKey('admin');
  /** A call without a key. */
  const knock = (method: Method, path: string) => request(app.getHttpServer())[method](path);
  return {
    sql,
    app,
    links,
    /** What Crest printed about its own faults. */
    logged,
    installation,
    logId: log.id,
    /** The way to PostgreSQL, which can be shut where `gated` was asked for. */
    gate,
    drain: () => sink.drain(),
    log,
    clickhouse,
    makeScopedKey,
    knock,
    /** A call with a key that may do everything. */
    call: (method: Method, path: string) => knock(method, path).set('authorization', `Bearer ${adminKey}`),
    /** A call with a key that has this scope alone. */
    callAs: (key: string, method: Method, path: string) =>
      knock(method, path).set('authorization', `Bearer ${key}`),
  };
}

async function install(sql: Sql, mode: 'sandbox' | 'live'): Promise<Installation> {
  const clock = mode === 'sandbox' ? MONDAY : null;
  const secret = randomBytes(32);
  await createInstallation(sql, { id: randomUUID(), secret, workspace: 'default', clock, demo: null });
  const installation = await readInstallation(sql);
  if (!installation) throw new Error('the installation was not made');
  return installation;
}
