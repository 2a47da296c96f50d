import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { type Deed, type IncomingEvent, recordEvents } from '#storage';
import { testExamples } from '../support/test-examples.ts';

const HOUR = 3_600_000;
const { sql, workspaceId, now, enrollPeople } = await testExamples({ hours: 33 });

interface Standing {
  readonly no: number;
  readonly part: number;
  readonly epoch: number;
  readonly version: number;
  readonly state: string;
  readonly wake: object | null;
  readonly dueAt: number | null;
  readonly endedAt: number | null;
  readonly reason: string | null;
}

let people = 0;
async function enrolled(): Promise<Standing> {
  const [person] = await enrollPeople('b2b-outbound', [`recorded-${++people}`], {
    enrolledAt: now - 24 * HOUR,
  });
  return standing(person?.enrollmentNo ?? 0);
}

async function standing(no: number): Promise<Standing> {
  const [row] = await sql<Standing[]>`
    select no, part::int, epoch, version, state, wake, due_at as "dueAt", ended_at as "endedAt", reason
    from enrollment where no = ${no}`;
  if (!row) throw new Error('nobody was enrolled');
  return row;
}

function event(of: Standing, more: Partial<IncomingEvent> = {}): IncomingEvent {
  const eventId = more.eventId ?? randomUUID();
  return {
    ...{ eventId, part: of.part, shared: '{"schema":1}', own: JSON.stringify({ eventId }) },
    ...{ occurredAt: now, enrollmentNo: of.no, versionWas: of.version, wakeWas: of.wake, watched: false },
    ...{ step: 'intro', sighting: 'opened', deed: null },
    ...more,
  };
}

const deed = (more: Partial<Deed>): Deed => ({
  ...{ ends: null, colleagues: [], wakesAt: null, task: null, fate: null, suppress: null },
  ...more,
});
const leaving = (reason: string) => {
  const eventId = randomUUID();
  return { reason, exit: { eventId, body: JSON.stringify({ eventId, reason }) } };
};
const logged = async (of: Standing, ids: readonly string[]) => {
  const rows = await sql<{ id: string }[]>`
    select event_id as id from event_log where part = ${of.part} and event_id = any(${[...ids]}::text[]) order by pos`;
  return rows.map(({ id }) => id);
};

test.each([
  ['is in another version by now', { versionWas: 99 }],
  ['waits for something else by now', { wakeWas: { mail: '7' } }],
])('an event whose enrollment %s is to be worked out again, and does nothing', async (_, was) => {
  const before = await enrolled();
  const [late, other] = [event(before, was), event(await enrolled())];
  expect(await recordEvents(sql, { now }, [late, other])).toEqual({
    fresh: [other.eventId],
    stale: [late.eventId],
  });
  expect([await logged(before, [late.eventId]), await standing(before.no)]).toEqual([[], before]);
  expect(await recordEvents(sql, { now }, [{ ...late, ...event(before), eventId: late.eventId }])).toEqual({
    ...{ fresh: [late.eventId], stale: [] },
  });
});

test.each([
  ['decisions look at what is seen', { watched: true }, 1],
  ['it ends the sequence', { deed: deed({ ends: leaving('replied') }) }, 1],
  ['nobody looks at what is seen (else)', {}, 0],
])('where %s, a decision in flight is void; else it is not', async (_, more, raised) => {
  const before = await enrolled();
  await recordEvents(sql, { now }, [event(before, more)]);
  expect((await standing(before.no)).epoch - before.epoch).toBe(raised);
});

test('enrollments are locked in the order of their numbers, whatever the order of the events', async () => {
  const [first, second] = [await enrolled(), await enrolled()];
  const other = await sql.reserve();
  await other`begin`;
  await other`select from enrollment where no = ${first.no} for update`;
  const recording = recordEvents(sql, { now }, [event(second), event(first)]);
  for (let waits = false; !waits; ) {
    const rows = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    waits = rows.length > 0;
  }
  const isFree = await other`select from enrollment where no = ${second.no} for update nowait`.then(
    () => true,
    () => false,
  );
  await other`rollback`;
  other.release();
  expect([isFree, (await recording).fresh.length]).toEqual([true, 2]);
});

test('an event stands in the log before what it brings about, and those of a call in their order', async () => {
  const whose = await enrolled();
  const ends = leaving('replied');
  const events = [event(whose), event(whose, { deed: deed({ ends }) }), event(whose)];
  await recordEvents(sql, { now }, events);
  const ids = [...events.map(({ eventId }) => eventId), ends.exit.eventId];
  expect(await logged(whose, ids)).toEqual(ids);
});

test('of several events that end a sequence the first to happen is the reason, and the time', async () => {
  const whose = await enrolled();
  const [late, early] = [leaving('late'), leaving('early')];
  const holderKey = `holder ${people}`;
  const suppress = (reason: string) => ({ workspaceId, holderKey, reason });
  await recordEvents(sql, { now }, [
    event(whose, { occurredAt: now, deed: deed({ ends: late, suppress: suppress('late') }) }),
    event(whose, { occurredAt: now - HOUR, deed: deed({ ends: early, suppress: suppress('early') }) }),
  ]);
  const { state, reason, endedAt, dueAt } = await standing(whose.no);
  expect({ state, reason, endedAt, dueAt }).toEqual({
    ...{ state: 'exited', reason: 'early', endedAt: now - HOUR, dueAt: null },
  });
  expect(await logged(whose, [late.exit.eventId, early.exit.eventId])).toEqual([early.exit.eventId]);
  expect(await sql`select reason from suppression where holder_key = ${holderKey}`).toEqual([
    { reason: 'early' },
  ]);
});

test('of two that end a sequence at the same moment the one with the smaller id is the reason, in whatever order they come', async () => {
  for (const digits of ['1e', 'e1']) {
    const whose = await enrolled();
    const events = [...digits].map((digit) => {
      const ends = leaving(digit === '1' ? 'smaller' : 'larger');
      return event(whose, { eventId: randomUUID().replace(/^./, digit), deed: deed({ ends }) });
    });
    await recordEvents(sql, { now }, events);
    expect([digits, (await standing(whose.no)).reason]).toEqual([digits, 'smaller']);
  }
});

test('of several events that wake an enrollment the one that is due first does', async () => {
  const whose = await enrolled();
  await recordEvents(sql, { now }, [
    event(whose, { deed: deed({ wakesAt: now + 2 * HOUR }) }),
    event(whose, { deed: deed({ wakesAt: now + HOUR }) }),
  ]);
  expect(await standing(whose.no)).toMatchObject({ state: 'active', dueAt: now + HOUR, wake: null });
});

test('what was seen is remembered from its first time to its last, however the events come', async () => {
  const whose = await enrolled();
  const at = (hours: number) => event(whose, { occurredAt: now + hours * HOUR });
  for (const hours of [0, 3, -2]) await recordEvents(sql, { now }, [at(hours), at(hours + 1)]);
  const rows = await sql`
    select first_at as first, last_at as last, count from sighting where enrollment_no = ${whose.no} and type = 'opened'`;
  expect(rows).toEqual([{ first: now - 2 * HOUR, last: now + 4 * HOUR, count: 6 }]);
});

test('who leaves by closing a task has it done, and its other touches closed', async () => {
  const whose = await enrolled();
  await sql`
    insert into touch (enrollment_no, visit, intent_id, step, position, variant, effect, state, touch_at, send_at)
    select ${whose.no}, visit, gen_random_uuid(), 'call', 2, '', 'task', 'open', ${new Date(now)}, ${new Date(now)}
    from unnest(array[98, 99]) as visit`;
  const done = { eventId: randomUUID(), body: '{}' };
  const task = { ...{ visit: 98, state: 'done' as const, outcome: 'won', reason: null, note: null }, done };
  await recordEvents(sql, { now }, [event(whose, { deed: deed({ ends: leaving('won'), task }) })]);
  const touches = await sql`select visit, state from touch where enrollment_no = ${whose.no} order by visit`;
  expect(touches.slice(-2)).toEqual([
    { visit: 98, state: 'done' },
    { visit: 99, state: 'closed' },
  ]);
});

test('of several reports of a mail that nobody knows of, the first to happen says what became of it', async () => {
  const whose = await enrolled();
  await sql`
    insert into touch (enrollment_no, visit, intent_id, step, position, variant, effect, state, touch_at, send_at, unsure_since)
    values (${whose.no}, 98, gen_random_uuid(), 'intro', 1, '', 'send', 'unknown', ${new Date(now)}, ${new Date(now)},
      ${new Date(now)})`;
  const sent = { eventId: randomUUID(), body: '{}' };
  await recordEvents(sql, { now }, [
    event(whose, {
      occurredAt: now + HOUR,
      deed: deed({ fate: { visit: 98, state: 'rejected', sent: null } }),
    }),
    event(whose, { occurredAt: now, deed: deed({ fate: { visit: 98, state: 'sent', sent } }) }),
  ]);
  expect(
    await sql`select state, sent_at as at from touch where enrollment_no = ${whose.no} and visit = 98`,
  ).toEqual([{ state: 'sent', at: now }]);
});
