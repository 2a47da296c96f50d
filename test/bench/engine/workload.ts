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
import { createInstallation, migratePostgres, readInstallation, type Sql, saveDraft } from '#storage';
import { publish } from '../../../apps/api/sequences/publish.ts';
import { createDatabase, withDatabase } from './databases.ts';

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

/** The database that every round starts from. */
export const TEMPLATE = 'bench_enrolled';

/** Makes it: one sequence published, everybody enrolled. */
export async function prepareTemplate(server: string): Promise<void> {
  await createDatabase(server, TEMPLATE, 'template0');
  await withDatabase(server, TEMPLATE, async (sql) => {
    const workspaceId = await publishLetters(sql, TICKS.length);
    const now = DEMO.start;
    for (let first = 0; first < ENROLLMENTS; first += LINES) {
      const lines = Array.from({ length: LINES }, (_, i) => ({ contact: person(first + i) }));
      await enroll({ sql, versions: new Versions(sql) }, { workspaceId, sequenceKey: SEQUENCE, lines, now });
    }
    await sql`vacuum analyze`;
  });
}

const SEQUENCE = 'bench';

/** Installs Crest with one sequence of so many letters, one a day; answers its workspace. */
export async function publishLetters(sql: Sql, letters: number): Promise<number> {
  await migratePostgres(sql, { now: DEMO.start });
  const secret = randomBytes(32);
  const created = { id: randomUUID(), secret, workspace: 'default', clock: DEMO.start, demo: null };
  await createInstallation(sql, created);
  const installation = await readInstallation(sql);
  if (!installation) throw new Error('the installation was not made');
  const { workspaceId } = installation;
  const content = await sequenceFile(letters);
  const now = DEMO.start;
  await saveDraft(sql, { now }, { workspaceId, key: content.key, name: content.key, content });
  await publish(sql, { workspaceId, key: content.key, now });
  return workspaceId;
}

/** A letter of the demo that is tested in two arms, once a day. */
async function sequenceFile(letters: number) {
  const outbound = (await loadExamples()).find(({ key }) => key === 'b2b-outbound');
  const letter = outbound?.sequence.steps.find(({ key }) => key === 'case-study');
  if (letter?.type !== 'email') throw new Error('the case study of b2b-outbound is a mail');
  const variants = letter.variants.map(({ key, weight, subject, body }) => ({ key, weight, subject, body }));
  const steps = Array.from({ length: letters }, (_, i) => ({
    ...{ key: `letter-${i + 1}`, type: 'email', day: i + 1, variants },
  }));
  return { key: SEQUENCE, goal: 'replied', steps };
}

const person = (i: number) => ({
  id: `contact-${i}`,
  email: `contact-${i}@example.com`,
  timezone: 'Europe/Berlin',
  firstName: `Ada${i}`,
  company: `Company ${i}`,
});

/** A provider that takes every mail at once and says no more: what it would do with them is not the engine's work. */
export const provider: Mailer = {
  ...capturedMailer,
  name: 'bench',
  from: 'bench@example.com',
  repeats: 'keyed',
  reportsDelivery: 'never',
  captures: false,
  send: async (mails) => mails.map(() => ({ kind: 'accepted' })),
};

/** Runs `work` with an engine as the product has it, whose renderer has started. */
export async function withEngine<T>(
  sql: Sql,
  work: (engine: Engine) => Promise<T>,
  mailer = provider,
): Promise<T> {
  const renderer = startRenderer();
  const engine: Engine = {
    ...{ sql, renderer, mailer, versions: new Versions(sql) },
    links: new MailLinks({ secret: Buffer.alloc(32), origin: () => 'https://bench.example.com' }),
    ...{ batch: BATCH, lanes: LANES, leaseMs: LEASE_MS },
  };
  try {
    // A first letter starts the worker and compiles nothing of the sequence.
    const contact = { id: '', email: null, timezone: null, attributes: {} };
    await renderer.render([{ template: { subject: 'a', body: 'b' }, contact }]);
    return await work(engine);
  } finally {
    await renderer.close();
  }
}

/** Takes so many through a step. */
export async function workTick(engine: Engine, tick: number, count: number): Promise<void> {
  let mails = 0;
  await workOnce(engine, tick, ({ sent }) => {
    mails += sent.length;
  });
  if (mails !== count) throw new Error(`${mails} of ${count} mails were sent`);
}

/** Takes everybody through all steps as the product does; answers steps a second. */
export async function runEngine(sql: Sql): Promise<number> {
  return await withEngine(sql, async (engine) => {
    const started = performance.now();
    for (const tick of TICKS) await workTick(engine, tick, ENROLLMENTS);
    return (STEPS / (performance.now() - started)) * 1000;
  });
}
