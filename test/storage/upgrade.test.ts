import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { intentId, iso } from '#engine';
import { capturedMailer, collect, type Engine, MailLinks, runOnce, startRenderer, Versions } from '#runtime';
import { migratePostgres, openPostgresEventLog } from '#storage';
import { migrationFolder } from '../support/migration-folder.ts';
import { testDatabase } from '../support/test-database.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MONDAY = Date.parse('2026-01-05T09:00:00Z');
const { sql } = await testDatabase({ migrated: false });
const secret = randomBytes(32);
const engine: Engine = {
  ...{ sql, mailer: capturedMailer, renderer: startRenderer(), versions: new Versions(sql) },
  links: new MailLinks({ secret, origin: () => 'https://crest.example.com' }),
  ...{ batch: 100, lanes: 2, leaseMs: 60_000 },
};

afterAll(() => engine.renderer.close());

const base = { name: '', purpose: null, goal: null, window: null };
const mail = (key: string, day: number) => ({
  ...{ ...base, key, type: 'email', due: { day } },
  variants: [{ key: 'default', weight: 1, subject: key, body: 'Hi {{firstName}}' }],
});
/** A version as it was kept before tasks had assignees, mails HTML and sequences rules. */
const definition = {
  ...{ key: 'old', name: 'Old', goal: 'replied', stopOn: ['replied', 'unsubscribed'], reentry: 'never' },
  schedule: {
    timezone: 'contact',
    days: ['mon', 'tue', 'wed', 'thu', 'fri'],
    from: 540,
    to: 1020,
    holidays: [],
  },
  ...{ minGap: DAY, explore: null },
  steps: [
    mail('intro', 0),
    {
      ...base,
      key: 'call',
      type: 'task',
      due: { day: 1 },
      channel: 'call',
      title: 'Call',
      autoSkipAfter: { unit: 'elapsed', ms: 2 * DAY },
    },
    { ...mail('second', 0), due: { after: { unit: 'elapsed', ms: HOUR } } },
    {
      ...base,
      key: 'pause',
      type: 'wait',
      due: { after: { unit: 'elapsed', ms: 0 } },
      for: { unit: 'elapsed', ms: 2 * DAY },
      until: { event: 'opened', step: null },
    },
    {
      ...base,
      key: 'fork',
      type: 'branch',
      due: { after: { unit: 'elapsed', ms: 0 } },
      if: { event: 'opened', step: 'intro', within: null },
      // biome-ignore lint/suspicious/noThenProperty: it is the word of the file format, and holds no function.
      then: 'yes',
      else: 'no',
    },
    mail('yes', 0),
    mail('no', 0),
  ],
};

/** The tables as they were after the first two migrations. */
async function oldTables(): Promise<void> {
  const folder = new URL('../../../libs/storage/migrations/postgres/', import.meta.url);
  const names = ['0001_core.sql', '0002_mail_recipient.sql'];
  const files = names.map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]);
  await migratePostgres(sql, { now: 0, folder: migrationFolder(Object.fromEntries(files)) });
}

interface Old {
  readonly cursor: number;
  readonly visit: number;
  readonly dueAt: number | null;
  readonly wake: object | null;
  readonly touches: readonly {
    step: string;
    effect: 'send' | 'task';
    state: string;
    sentAt?: number;
    lease?: number;
  }[];
  readonly opened?: boolean;
}

async function enrolledBefore(id: string, old: Old): Promise<number> {
  const enrollmentId = randomUUID();
  const [row] = await sql<{ no: number }[]>`
    with c as (
      insert into contact (workspace_id, external_id, email, attributes, subject_key, address_key, created_at)
      values (1, ${id}, ${`${id}@example.com`}, ${JSON.stringify({ firstName: 'Ada' })}::text::jsonb, ${`subject-${id}`},
        ${`address-${id}`}, ${iso(MONDAY)})
      returning id)
    insert into enrollment (id, workspace_id, sequence_id, version, contact_id, entry_no, enrolled_at, state, cursor, visit,
      due_at, wake, last_email_at, epoch, lease_until)
    select ${enrollmentId}, 1, 1, 1, c.id, 1, ${iso(MONDAY)}, 'active', ${old.cursor}, ${old.visit},
      ${old.dueAt === null ? null : iso(old.dueAt)}::timestamptz, ${old.wake === null ? null : JSON.stringify(old.wake)}::text::jsonb,
      ${iso(MONDAY)}, 7, ${iso(MONDAY + 30 * DAY)}::timestamptz
    from c returning no`;
  const no = row?.no ?? 0;
  for (const [i, { step, effect, state, sentAt, lease }] of old.touches.entries())
    await sql`
      insert into touch (enrollment_no, visit, intent_id, step, position, variant, effect, state, touch_at, sent_at, attempt,
        lease_until, auto_skip_at)
      values (${no}, ${i + 1}, ${intentId(enrollmentId, i + 1)}, ${step}, ${i + 1}, 'default', ${effect}, ${state},
        ${iso(MONDAY)}, ${sentAt === undefined ? null : iso(sentAt)}::timestamptz, ${state === 'new' ? 0 : 1},
        ${lease === undefined ? null : iso(lease)}::timestamptz,
        ${effect === 'task' ? iso(MONDAY + 3 * DAY) : null}::timestamptz)`;
  if (old.opened)
    await sql`insert into sighting values (${no}, 'intro', 'opened', ${iso(MONDAY + 1)}, ${iso(MONDAY + 2)}, 2)`;
  const event = { schema: 1, eventId: randomUUID(), type: 'enrolled', enrollmentNo: no };
  const part = no % 8;
  await sql`
    with head as (update log_head set next = next + 1 where part = ${part} returning next - 1 as pos)
    insert into event_log (part, pos, event_id, body)
    select ${part}, pos, ${event.eventId}, ${JSON.stringify(event, null, 1)}::text::json from head`;
  return no;
}

const stepsOf = async (no: number) =>
  (
    await sql<{ step: string; state: string }[]>`
      select step, state from touch where enrollment_no = ${no} order by visit`
  ).map(({ step, state }) => `${step} ${state}`);

const sentIntro = { step: 'intro', effect: 'send', state: 'sent', sentAt: MONDAY } as const;

test('a database of the first release goes on where it stood: what is due, open, waiting, on its way and unread', async () => {
  await oldTables();
  await sql`insert into installation (id, mode, clock, secret) values (${randomUUID()}, 'sandbox', ${iso(MONDAY)}, ${secret})`;
  await sql`insert into workspace (key) values ('default')`;
  await sql`insert into sequence (workspace_id, key, name, state, draft, latest_version, saved_at)
    values (1, 'old', 'Old', 'published', '{}', 1, ${iso(MONDAY)})`;
  await sql`insert into sequence_version values (1, 1, ${JSON.stringify(definition)}::text::jsonb, ${iso(MONDAY)})`;
  const due = await enrolledBefore('due', { cursor: 0, visit: 0, dueAt: MONDAY, wake: null, touches: [] });
  const waiting = await enrolledBefore('waiting', {
    ...{ cursor: 1, visit: 1, dueAt: MONDAY + DAY, wake: null },
    touches: [{ step: 'intro', effect: 'send', state: 'new' }],
  });
  const leased = await enrolledBefore('leased', {
    ...{ cursor: 1, visit: 1, dueAt: MONDAY + DAY, wake: null },
    touches: [{ step: 'intro', effect: 'send', state: 'sending', lease: MONDAY + 60_000 }],
  });
  const open = await enrolledBefore('open', {
    ...{ cursor: 2, visit: 2, dueAt: null, wake: { task: 2 }, opened: true },
    touches: [sentIntro, { step: 'call', effect: 'task', state: 'open' }],
  });
  const skips = await enrolledBefore('skips', {
    ...{ cursor: 2, visit: 2, dueAt: null, wake: { task: 2 } },
    touches: [sentIntro, { step: 'call', effect: 'task', state: 'open' }],
  });
  await migratePostgres(sql, { now: MONDAY });

  const log = await openPostgresEventLog(sql, 'test');
  const heads = await log.heads();
  const records = (await Promise.all(heads.map((_, part) => log.read(part, 0, 100)))).flat();
  expect(records.map(({ body }) => JSON.parse(body).enrollmentNo).sort()).toEqual(
    [due, waiting, leased, open, skips].sort(),
  );
  expect(await sql`select from event_log where (body->>'enrollmentNo') is not null`).toHaveLength(5);

  const [task] = await sql<
    { id: string }[]
  >`select intent_id as id from touch where enrollment_no = ${open} and visit = 2`;
  const events = [{ eventId: 'e', type: 'task-completed', touch: task?.id, occurredAt: iso(MONDAY + HOUR) }];
  expect(await collect(engine, { workspaceId: 1, source: 'test', events, now: MONDAY + HOUR })).toMatchObject(
    { accepted: 1 },
  );
  for (let hour = 1; hour < 30 * 24; hour++) await runOnce(engine, MONDAY + hour * HOUR);

  const onward = ['second sent', 'pause passed', 'fork passed'];
  for (const no of [due, waiting, leased, skips])
    expect(await stepsOf(no)).toEqual(['intro sent', 'call skipped', ...onward, 'no sent']);
  expect(await stepsOf(open)).toEqual(['intro sent', 'call done', ...onward, 'yes sent', 'no sent']);
  expect(await sql`select from enrollment where state <> 'finished'`).toHaveLength(0);
  const [dense] = await sql`
    select count(*) - count(distinct event_id) as twice,
      (select count(*) from log_head h where h.next <> (select count(*) from event_log l where l.part = h.part)) as wrong
    from event_log`;
  expect(dense).toEqual({ twice: 0, wrong: 0 });
});
