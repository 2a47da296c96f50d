import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from '@jest/globals';
import { iso } from '#engine';
import { collect, decideDue, enroll } from '#runtime';
import { commitDecisions, finishSending, setClock, type Transition } from '#storage';
import { testDemo } from '../support/play-demo.ts';

const HOUR = 3_600_000;
const demo = await testDemo(0);
const { engine, workspaceId } = demo;
const { sql } = engine;
const now = demo.sources.now() + 33 * HOUR;
await setClock(sql, now);

afterAll(() => demo.close());

async function enrollAll(ids: readonly string[]): Promise<string[]> {
  const lines = ids.map((id) => ({
    contact: { id, email: `${id}@example.com`, timezone: 'UTC', firstName: 'Ada', company: 'Acme' },
    enrolledAt: iso(now - 24 * HOUR),
  }));
  const { results } = await enroll(engine, { workspaceId, sequenceKey: 'b2b-outbound', lines, now });
  return results.map((result) => {
    if (!result.accepted) throw new Error(result.detail);
    return result.enrollmentId;
  });
}

/** Resolves when a statement of this database waits for a lock. */
async function somebodyWaits(): Promise<void> {
  for (;;) {
    const rows = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    if (rows.length > 0) return;
  }
}

/** Holds the rows of a query while `work` runs into them, and answers whether the offsets could be had meanwhile. */
async function offsetsAreFree(hold: string, work: () => Promise<unknown>): Promise<boolean> {
  const other = await sql.reserve();
  try {
    await other`begin`;
    await other.unsafe(`${hold} for update`);
    const working = work();
    await somebodyWaits();
    const free = await other`select part from log_head for update nowait`.then(
      () => true,
      () => false,
    );
    await other`rollback`;
    await working;
    return free;
  } finally {
    other.release();
  }
}

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
