import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { iso } from '#engine';
import { collect, decideDue } from '#runtime';
import {
  commitDecisions,
  contactNames,
  correctEvents,
  eraseContact,
  errorCode,
  finishSending,
  openPostgresEventLog,
  replayLog,
  saveIncomingMail,
  type Transition,
} from '#storage';
import { testExamples } from '../support/test-examples.ts';

const HOUR = 3_600_000;
const { engine, sql, workspaceId, now, enrollPeople } = await testExamples({ hours: 33 });

async function enrollAll(ids: readonly string[]): Promise<string[]> {
  const enrolled = await enrollPeople('b2b-outbound', ids, { enrolledAt: now - 24 * HOUR });
  return enrolled.map(({ enrollmentId }) => enrollmentId);
}

/** Resolves when a statement of this database waits for a lock. */
async function somebodyWaits(): Promise<void> {
  for (;;) {
    const rows = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    if (rows.length > 0) return;
  }
}

/** Holds the rows of a query while `work` runs into them; answers which of these statements have to wait meanwhile. */
async function heldUp(hold: string, work: () => Promise<unknown>, statements: readonly string[]) {
  const [other, asking] = [await sql.reserve(), await sql.reserve()];
  try {
    await other`begin`;
    await other.unsafe(`${hold} for update`);
    const working = work();
    await somebodyWaits();
    const waiting: string[] = [];
    // Nobody waits for anything here unless something is wrong.
    await asking`set lock_timeout = 5000`;
    for (const statement of statements) {
      await asking`begin`;
      await asking.unsafe(statement).catch((error: unknown) => {
        if (errorCode(error) !== '55P03') throw error;
        waiting.push(statement);
      });
      await asking`rollback`;
    }
    await other`rollback`;
    await working;
    return waiting;
  } finally {
    await asking`reset lock_timeout`;
    asking.release();
    other.release();
  }
}

const OFFSETS = 'select part from log_head for update';
const offsetsAreFree = async (hold: string, work: () => Promise<unknown>) =>
  (await heldUp(hold, work, [OFFSETS])).length === 0;

// Whoever holds offsets and waits for an enrollment, while another holds the enrollment and waits for offsets, waits
// for ever. So every statement takes the offsets when it has everything else.
test.each(['replied', 'auto-replied'])('offsets are taken last when %s arrives', async (type) => {
  const [enrollmentId = ''] = await enrollAll([type]);
  const event = { eventId: type, type, occurredAt: iso(now), enrollmentId };
  const record = () => collect(engine, { workspaceId, source: 'test', events: [event], now });
  expect(await offsetsAreFree(`select from enrollment where id = '${enrollmentId}'`, record)).toBe(true);
});

test('offsets are taken last when a decision closes a task', async () => {
  const [enrollmentId = ''] = await enrollAll(['decided']);
  const [touch] = await sql<{ no: number }[]>`
    insert into touch (enrollment_no, visit, intent_id, step, position, variant, effect, state, touch_at, send_at)
    select no, 99, gen_random_uuid(), 'connect', 2, '', 'task', 'open', enrolled_at, enrolled_at
    from enrollment where id = ${enrollmentId} returning enrollment_no as no`;
  const exit = transition(touch?.no ?? 0, { log: { count: 1, shared: '{}', own: '{}' } });
  const decide = () => commitDecisions(sql, { now, leaseMs: 0 }, [exit]);
  const hold = `select from touch where enrollment_no = ${touch?.no} and visit = 99`;
  expect(await offsetsAreFree(hold, decide)).toBe(true);
});

test('offsets are taken last when a refused mail ends an enrollment', async () => {
  const [enrollmentId = ''] = await enrollAll(['refused']);
  const { sendings } = await decideDue(engine, now);
  const outcomes = sendings.map(({ no, visit, attempt, state: from }) => ({
    ...{ no, visit, attempt, from, state: 'rejected' as const, sentAt: null, mail: null, delivered: false },
    ...{
      ends: { state: 'exited' as const, reason: 'refused', exit: { eventId: randomUUID(), body: '{}' } },
      wakesAt: null,
      log: null,
      hop: null,
    },
  }));
  const finish = () => finishSending(sql, { now }, outcomes);
  expect(await offsetsAreFree(`select from enrollment where id = '${enrollmentId}'`, finish)).toBe(true);
});

test('enrollments are locked in the order of their numbers, whatever the order of the decisions', async () => {
  await enrollAll(['first', 'second', 'third']);
  const numbers = await sql<{ no: number }[]>`
    select no from enrollment join contact c on c.id = contact_id
    where c.external_id in ('first', 'second', 'third') order by no`;
  const [first, ...others] = numbers.map(({ no }) => no);
  const backwards = [first ?? 0, ...others].reverse().map((no) => transition(no, { log: null }));
  const other = await sql.reserve();
  await other`begin`;
  await other`select from enrollment where no = ${first ?? 0} for update`;
  const deciding = commitDecisions(sql, { now, leaseMs: 0 }, backwards);
  await somebodyWaits();
  await other`select from enrollment where no = any(${others}::bigint[]) for update nowait`;
  await other`rollback`;
  other.release();
  await deciding;
});

describe('a mail that is judged again', () => {
  const mail = async (id: string) => {
    const [enrollmentId = ''] = await enrollAll([id]);
    const kept = await saveIncomingMail(sql, {
      ...{ workspaceId, key: id, provider: 'test', receivedAt: now, raw: new Uint8Array(1), spam: false },
      ...{ kind: 'human-reply', reason: '', classifier: 0, matchedBy: null, confidence: 'none' as const },
      ...{ intentId: null, contactNo: null, holders: [], events: [] },
    });
    const [whose] = await sql<{ no: number; part: number; contact: number }[]>`
      select no, part::int, contact_id as contact from enrollment where id = ${enrollmentId}`;
    if (!whose) throw new Error('nobody was enrolled');
    const event = {
      ...{ eventId: randomUUID(), part: whose.part, body: '{}', occurredAt: now, enrollmentNo: whose.no },
      ...{ step: '', sightingWas: null, sighting: 'replied', suppress: { holderKey: id, reason: 'bounced' } },
      ends: { reason: 'replied', exit: { eventId: randomUUID(), body: '{}' } },
    };
    const correct = () =>
      correctEvents(sql, {
        ...{ ...kept, classifierWas: 0, classifier: 1, kind: 'bounce', taken: true, at: now },
        ...{ contactNo: whose.contact, corrected: [event] },
      });
    const others = [
      OFFSETS,
      `select from incoming_mail where key = '${id}' for update`,
      `insert into suppression (workspace_id, holder_key, reason, since) values (${workspaceId}, '${id}', '', now())`,
    ];
    return { whose, correct, others };
  };

  test('waits for its enrollment with nothing else in hand', async () => {
    const { whose, correct, others } = await mail('judged');
    expect(await heldUp(`select from enrollment where no = ${whose.no}`, correct, others)).toEqual([]);
  });

  test('waits for its contact, which may be being erased, with its enrollment in hand alone', async () => {
    const { whose, correct, others } = await mail('matched');
    expect(await heldUp(`select from contact where id = ${whose.contact}`, correct, others)).toEqual([]);
  });
});

test('who erases a contact waits for it with nothing else in hand', async () => {
  await enrollAll(['gone']);
  const names = await contactNames(sql, workspaceId, 'gone');
  await sql`update contact set address_key = 'gone' where id = ${names[0]?.no ?? 0}`;
  const { id } = await saveIncomingMail(sql, {
    ...{
      workspaceId,
      key: 'of gone',
      provider: 'test',
      receivedAt: now,
      raw: new Uint8Array(1),
      spam: false,
    },
    ...{ kind: 'human-reply', reason: '', classifier: 0, matchedBy: null, confidence: 'none' as const },
    ...{ intentId: null, contactNo: names[0]?.no ?? 0, holders: ['gone'], events: [] },
  });
  await sql`
    insert into idempotency (workspace_id, key, method, path, body_hash, created_at)
    values (${workspaceId}, 'about gone', 'POST', '/v1/contacts/gone/', '', ${new Date(now)})`;
  const erase = () =>
    eraseContact(sql, { workspaceId, names, needles: ['/v1/contacts/gone/'], now, suppressedBy: 'test' });
  expect(
    await heldUp(`select from contact where id = ${names[0]?.no}`, erase, [
      `select from incoming_mail where id = ${id} for update`,
      `select from idempotency where key = 'about gone' for update`,
      `insert into suppression (workspace_id, holder_key, reason, since) values (${workspaceId}, 'gone', '', now())`,
    ]),
  ).toEqual([]);
});

test('who sends the sink back takes its cursors in the order of their partitions, and dead letters after them', async () => {
  await sql`
    insert into dead_letter (sink, log_id, part, pos, reason, body, noticed_at)
    values ('clickhouse', 'other', 7, 9, '', '', ${new Date(now)})`;
  await sql`insert into sink_cursor (sink, log_id, part) select 'clickhouse', 'other', part from log_head order by part desc`;
  const log = { ...(await openPostgresEventLog(sql, 'other')), id: 'other' };
  const back = () => replayLog({ sql, log });
  const cursors = [3, 7].map(
    (part) => `select from sink_cursor where log_id = 'other' and part = ${part} for update`,
  );
  const letters = `select from dead_letter where log_id = 'other' for update`;
  const first = `select from sink_cursor where log_id = 'other' and part = 0`;
  expect(await heldUp(first, back, [...cursors, letters])).toEqual([]);
});

function transition(no: number, { log }: Pick<Transition, 'log'>): Transition {
  return {
    ...{
      no,
      part: no % 8,
      lease: 0,
      epoch: 0,
      cursorWas: 0,
      state: 'exited',
      reason: 'test',
      cursor: 7,
      visit: 1,
      dueAt: null,
    },
    ...{ wake: null, moveTo: null, arms: {}, emailAt: null, touch: null, log },
  };
}
