import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll } from '@jest/globals';
import { iso } from '#engine';
import {
  capturedMailer,
  collect,
  type Engine,
  enroll,
  MailLinks,
  runOnce,
  startRenderer,
  Versions,
} from '#runtime';
import { createInstallation, nextDue, readInstallation, saveDraft, setClock } from '#storage';
import { publish } from '../../apps/api/sequences/publish.ts';
import { testDatabase } from './test-database.ts';

/** A Monday. */
export const MONDAY = Date.parse('2026-01-05T00:00:00Z');
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** The engine over a database of its own, in a sandbox whose clock stands at `MONDAY`. Call it at the top of a test file. */
export async function testEngine() {
  const { sql, url } = await testDatabase();
  const secret = randomBytes(32);
  const created = { id: randomUUID(), secret, workspace: 'default', clock: MONDAY, demo: null };
  await createInstallation(sql, created);
  const installation = await readInstallation(sql);
  if (!installation) throw new Error('the installation was not made');
  const { workspaceId } = installation;
  const renderer = startRenderer();
  const engine: Engine = {
    ...{ sql, mailer: capturedMailer, renderer, versions: new Versions(sql) },
    links: new MailLinks({ secret: installation.secret, origin: () => 'https://crest.example.com' }),
    ...{ batch: 100, lanes: 2, leaseMs: 60_000 },
  };
  afterAll(() => renderer.close());

  let clock = MONDAY;

  /** Everything that falls due up to `to`, each at its time, as an engine that never sleeps does it. */
  const playTo = (to: number) => play(engine, to);

  async function play(engine: Engine, to: number): Promise<void> {
    await runOnce(engine, clock);
    for (let now = await nextDue(sql); now !== null && now <= to; now = await nextDue(sql)) {
      const before = now;
      await runOnce(engine, now);
      if ((await nextDue(sql)) === before) throw new Error(`${iso(before)} stays due`);
    }
    clock = to;
    await setClock(sql, to);
    await runOnce(engine, to);
  }

  async function publishFile(file: { readonly key: string } & Record<string, unknown>, now = MONDAY) {
    const content = { name: file.key, goal: 'replied', ...file };
    await saveDraft(sql, { now }, { workspaceId, key: file.key, name: file.key, content });
    return await publish(sql, { workspaceId, key: file.key, now });
  }

  async function enrollOne(
    sequenceKey: string,
    contact: { id: string } & Record<string, unknown>,
    now: number,
  ) {
    clock = now;
    const lines = [{ contact: { email: `${contact.id}@example.com`, ...contact } }];
    const { results } = await enroll(engine, { workspaceId, sequenceKey, lines, now });
    const [result] = results;
    if (!result?.accepted) throw new Error(JSON.stringify(result));
    return { no: result.enrollmentNo, id: result.enrollmentId };
  }

  let told = 0;
  /** An event from outside, with an id of its own. */
  async function tell(event: Record<string, unknown> & { readonly type: string }, now: number) {
    clock = now;
    const events = [{ eventId: `told-${told++}`, occurredAt: iso(now), ...event }];
    const { rejected } = await collect(engine, { workspaceId, source: 'test', events, now });
    if (rejected.length > 0) throw new Error(JSON.stringify(rejected));
  }

  /** The mails that went to a contact, by step and time; `from` the first Monday. */
  async function mailsTo(contact: string) {
    return await sql<{ sequence: string; step: string; at: number }[]>`
      select s.key as sequence, t.step, t.sent_at as at from touch t
      join enrollment e on e.no = t.enrollment_no join contact c on c.id = e.contact_id
      join sequence s on s.id = e.sequence_id
      where c.external_id = ${contact} and t.effect = 'send' and t.state = 'sent' order by t.sent_at, e.no, t.visit`;
  }

  return { sql, url, engine, workspaceId, play, playTo, publishFile, enrollOne, tell, mailsTo };
}

/** An email step that says when. */
export const email = (key: string, when: Record<string, unknown>) => ({
  ...{ key, type: 'email', subject: `Subject of ${key}`, body: `Body of ${key}.` },
  ...when,
});
