import { randomBytes, randomUUID } from 'node:crypto';
import {
  capturedMailer,
  DEMO,
  type Engine,
  enroll,
  loadExamples,
  type Mailer,
  MailLinks,
  startRenderer,
  Versions,
  workOnce,
} from '#runtime';
import {
  createInstallation,
  migratePostgres,
  openPostgres,
  readInstallation,
  type Sql,
  saveDraft,
} from '#storage';
import { publish } from '../../../apps/api/sequences/publish.ts';

const DAY = 86_400_000;
const LINES = 1000;
export const LEASE_MS = 60_000;
/** As `npm start` has it. */
export const BATCH = 500;
/** How many batches `npm start` has under way side by side. */
export const LANES = 2;
export const ENROLLMENTS = 16_000;
/** When each step falls due: at one moment for everybody, so that the engine finds a backlog. */
export const TICKS = [1, 2, 3].map((day) => DEMO.start + day * DAY);
export const STEPS = ENROLLMENTS * TICKS.length;

const TEMPLATE = 'bench_enrolled';
const FRESH = 'bench_round';

/** Makes the database that every round starts from: migrated, one sequence published, everybody enrolled. */
export async function prepareTemplate(server: string): Promise<void> {
  await createDatabase(server, TEMPLATE, 'template0');
  await withDatabase(server, TEMPLATE, async (sql) => {
    await migratePostgres(sql, { now: DEMO.start });
    await createInstallation(sql, {
      id: randomUUID(),
      secret: randomBytes(32),
      workspace: 'default',
      clock: DEMO.start,
      demo: null,
    });
    const installation = await readInstallation(sql);
    if (!installation) throw new Error('the installation was not made');
    const { workspaceId } = installation;
    const content = await sequenceFile();
    const now = DEMO.start;
    await saveDraft(sql, { now }, { workspaceId, key: content.key, name: content.key, content });
    await publish(sql, { workspaceId, key: content.key, now });
    for (let first = 0; first < ENROLLMENTS; first += LINES) {
      const lines = Array.from({ length: LINES }, (_, i) => ({ contact: person(first + i) }));
      const call = { workspaceId, sequenceKey: content.key, lines, now };
      await enroll({ sql, versions: new Versions(sql) }, call);
    }
    await sql`vacuum analyze`;
  });
}

/** A letter of the demo that is tested in two arms, once for every tick. */
async function sequenceFile() {
  const outbound = (await loadExamples()).find(({ key }) => key === 'b2b-outbound');
  const letter = outbound?.sequence.steps.find(({ key }) => key === 'case-study');
  if (letter?.type !== 'email') throw new Error('the case study of b2b-outbound is a mail');
  const variants = letter.variants.map(({ key, weight, subject, body }) => ({ key, weight, subject, body }));
  const steps = TICKS.map((_, i) => ({ key: `letter-${i + 1}`, type: 'email', day: i + 1, variants }));
  return { key: 'bench', goal: 'replied', steps };
}

const person = (i: number) => ({
  id: `contact-${i}`,
  email: `contact-${i}@example.com`,
  timezone: 'Europe/Berlin',
  firstName: `Ada${i}`,
  company: `Company ${i}`,
});

/** A provider that takes every mail at once and says no more: what it would do with them is not the engine's work. */
const provider: Mailer = {
  ...capturedMailer,
  name: 'bench',
  from: 'bench@example.com',
  repeats: 'keyed',
  reportsDelivery: 'never',
  captures: false,
  send: async (mails) => mails.map(() => ({ kind: 'accepted' })),
};

/** Takes everybody through all steps as the product does; answers steps a second. */
export async function runEngine(sql: Sql): Promise<number> {
  const renderer = startRenderer();
  const engine: Engine = {
    ...{ sql, renderer, mailer: provider, versions: new Versions(sql) },
    links: new MailLinks({ secret: Buffer.alloc(32), origin: () => 'https://bench.example.com' }),
    ...{ batch: BATCH, lanes: LANES, leaseMs: LEASE_MS },
  };
  try {
    // A first letter starts the worker and compiles nothing of the sequence.
    await renderer.render([
      {
        template: { subject: 'a', body: 'b' },
        contact: { id: '', email: null, timezone: null, attributes: {} },
      },
    ]);
    const started = performance.now();
    for (const tick of TICKS) {
      let mails = 0;
      await workOnce(engine, tick, ({ sent }) => {
        mails += sent.length;
      });
      if (mails !== ENROLLMENTS) throw new Error(`${mails} of ${ENROLLMENTS} mails were sent`);
    }
    return (STEPS / (performance.now() - started)) * 1000;
  } finally {
    await renderer.close();
  }
}

/** Runs `work` on a database of its own, a copy of the prepared one unless told otherwise; it is gone afterwards. */
export async function onFreshDatabase<T>(
  server: string,
  work: (sql: Sql, url: string) => Promise<T>,
  template = TEMPLATE,
): Promise<T> {
  await createDatabase(server, FRESH, template);
  try {
    return await withDatabase(server, FRESH, async (sql, url) => {
      // What the copy has left to write would be written on somebody's time.
      await sql`checkpoint`;
      return await work(sql, url);
    });
  } finally {
    // Not by force: a peer that is still closing its connections would take that for an error. Postgres waits 5 s.
    await withDatabase(server, 'postgres', (sql) => sql`drop database ${sql(FRESH)}`);
  }
}

async function createDatabase(server: string, name: string, template: string): Promise<void> {
  await withDatabase(
    server,
    'postgres',
    (sql) => sql`create database ${sql(name)} template ${sql(template)}`,
  );
}

async function withDatabase<T>(
  server: string,
  name: string,
  work: (sql: Sql, url: string) => Promise<T>,
): Promise<T> {
  const url = new URL(server);
  url.pathname = name;
  const sql = openPostgres({ url: url.href });
  try {
    return await work(sql, url.href);
  } finally {
    await sql.end();
  }
}
