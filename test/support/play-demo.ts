import { randomBytes, randomUUID } from 'node:crypto';
import {
  capturedMailer,
  DEMO,
  type Engine,
  loadExamples,
  MailLinks,
  playDemo,
  startRenderer,
  Versions,
  worldOf,
} from '#runtime';
import { createInstallation, type EventLog, openPostgresEventLog, readInstallation, Sink } from '#storage';
import { readPeak } from '../../apps/api/read-outs/peak.ts';
import { readResults } from '../../apps/api/read-outs/results.ts';
import type { Sources } from '../../apps/api/read-outs/sources.ts';
import { readSteps } from '../../apps/api/read-outs/steps.ts';
import { loadDemo } from '../../apps/api/start-up/load-demo.ts';
import { testClickHouse } from './test-clickhouse.ts';
import { testDatabase } from './test-database.ts';

const DAY = 86_400_000;
const SEQUENCES = ['b2b-outbound', 'trial-nurture', 'post-purchase'] as const;

/** How a demo is carried to ClickHouse: by the log table unless `log` says otherwise. */
export interface Carriage {
  readonly log: EventLog;
  /** Brings what waits in the outbox into the log. */
  carry(): Promise<void>;
}

/** Loads the demo, or its first days, through the real path into fresh stores. Call it at the top of a test file. */
export async function testDemo(
  days: number | 'all',
  carriage?: (sql: Engine['sql'], id: string) => Promise<Carriage>,
) {
  const { sql } = await testDatabase();
  const clickhouse = await testClickHouse();
  const until = days === 'all' ? DEMO.until : DEMO.start + days * DAY;
  await createInstallation(sql, {
    id: randomUUID(),
    secret: randomBytes(32),
    workspace: 'default',
    clock: DEMO.start,
    demo: { seed: DEMO.seed, until },
  });
  const installation = await readInstallation(sql);
  if (!installation) throw new Error('the installation was not made');
  const { log, carry } = carriage
    ? await carriage(sql, installation.id)
    : { log: await openPostgresEventLog(sql, installation.id), carry: async () => {} };
  let now = until;
  const sink = new Sink({ sql, clickhouse, log, now: () => now });
  const drain = async () => {
    await carry();
    await sink.drain();
  };
  const engine: Engine = {
    ...{ sql, mailer: capturedMailer, renderer: startRenderer(), versions: new Versions(sql) },
    links: new MailLinks({ secret: installation.secret, origin: () => 'https://crest.example.com' }),
    ...{ batch: 500, lanes: 2, leaseMs: 60_000 },
  };
  const examples = await loadExamples();
  await loadDemo({ engine, installation, examples, start: DEMO.start, drain, onProgress: () => {} });
  const { workspaceId } = installation;
  const sources: Sources = {
    sql,
    clickhouse,
    log,
    now: () => now,
    workspace: { id: workspaceId, key: 'default' },
  };
  return {
    sources,
    engine,
    workspaceId,
    world: worldOf(examples, DEMO.seed),
    playTo: async (day: number) => {
      const from = now;
      now = DEMO.start + Math.round(day * DAY);
      await playDemo(engine, { workspaceId, seed: DEMO.seed, start: DEMO.start, until: now, drain });
      if (now < from) throw new Error('a clock goes forward');
    },
    readOuts: () => readOuts(sources),
    close: async () => {
      await engine.renderer.close();
      await log.close();
    },
  };
}

async function readOuts(sources: Sources): Promise<string> {
  const answers: unknown[] = [];
  for (const sequence of SEQUENCES) {
    answers.push(await readSteps(sources, { sequence, by: 'variant' }));
    answers.push(await readPeak(sources, { sequence, estimand: 'hazard' }));
    answers.push(await readPeak(sources, { sequence, estimand: 'share' }));
  }
  answers.push(await readResults(sources, { key: 'b2b-outbound.case-study' }));
  return JSON.stringify(answers, (key, value) => (key === 'completeness' ? undefined : value), 1);
}
