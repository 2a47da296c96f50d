import type { ClickHouseClient } from '@clickhouse/client';
import { expect, test } from '@jest/globals';
import type { LoggedEvent } from '#engine';
import { aroundCommands } from '../../../test/support/around-commands.ts';
import { loggedEvent, randomEvents, uuidOf } from '../../../test/support/random-events.ts';
import { testClickHouse } from '../../../test/support/test-clickhouse.ts';
import { testDatabase } from '../../../test/support/test-database.ts';
import type { EventLog } from '../event-log/event-log.ts';
import { appendEvents } from '../event-log/postgres/append-events.ts';
import { openPostgresEventLog } from '../event-log/postgres/postgres-event-log.ts';
import { carriedSoFar } from './carried.ts';
import { completeness } from './completeness.ts';
import { Sink } from './sink.ts';

const { sql } = await testDatabase();
const clickhouse = await testClickHouse();
const log = await openPostgresEventLog(sql, 'test');
const now = () => Date.parse('2026-02-01T00:00:00.000Z');
const sinkOf = (over: Partial<ConstructorParameters<typeof Sink>[0]> = {}) =>
  new Sink({ sql, clickhouse, log, now, ...over });

async function append(events: readonly LoggedEvent[]): Promise<void> {
  await appendEvents(
    sql,
    events.map((event) => ({
      part: event.enrollmentNo % 8,
      eventId: event.eventId,
      body: JSON.stringify(event),
    })),
  );
}

/** Rows as they lie there, doubles and all. */
async function stored(workspace: string): Promise<number> {
  const answer = await clickhouse.query({
    query: 'select count() as n from events where workspace = {workspace:String}',
    query_params: { workspace },
    format: 'JSONEachRow',
  });
  const [row] = await answer.json<{ n: number }>();
  return row?.n ?? Number.NaN;
}

const cursors = () =>
  sql`select part::int, committed, intent_to, intent_token from sink_cursor where log_id = ${log.id} order by part`;

/** The client, with something done around every insert. */
function around(insert: (run: () => Promise<unknown>, query: string) => Promise<unknown>): ClickHouseClient {
  return new Proxy(clickhouse, {
    get(client, name) {
      if (name === 'command') {
        return (params: { query: string }) => insert(() => client.command(params), params.query);
      }
      const value = Reflect.get(client, name);
      return typeof value === 'function' ? value.bind(client) : value;
    },
  });
}

const tokenOf = (query: string) => /insert_deduplication_token = '([^']*)'/.exec(query)?.[1];

test('everything in the log reaches ClickHouse once, in batches over all partitions', async () => {
  const events = randomEvents(1, 60, 'whole');
  await append(events);
  const sink = sinkOf({ maxRows: 100 });
  const first = await sink.runOnce();
  expect(first.rows).toBeGreaterThan(50);
  expect(first.rows).toBeLessThan(110);
  const rest = await sink.drain();
  expect(first.rows + rest.rows).toBe(events.length);
  expect(rest).toMatchObject({ deadLetters: 0, gaps: 0, fenced: false, more: false });
  expect(await stored('whole')).toBe(events.length);
  expect(await sink.runOnce()).toEqual({ rows: 0, deadLetters: 0, gaps: 0, fenced: false, more: false });
  for (const { intent_to, intent_token } of await cursors()) {
    expect({ intent_to, intent_token }).toEqual({ intent_to: null, intent_token: null });
  }
  expect(await completeness({ sql, log })).toEqual({ pending: 0, deadLetters: 0, gaps: 0, mismatches: 0 });
});

test('a batch has 10,000 rows at most, where nothing else is said, and no more than one is read ahead of it', async () => {
  const asked: number[] = [];
  const endless: EventLog = {
    ...log,
    id: 'endless',
    heads: async () => Array.from({ length: 8 }, () => 1_000_000),
    read: async (part, pos, maxRows) => {
      asked.push(maxRows);
      return [{ part, pos, body: '', eventId: null }];
    },
  };
  const run = await sinkOf({ log: endless }).runOnce();
  expect([run.deadLetters, run.more]).toEqual([8, true]);
  expect(asked).toEqual(Array(2 * 8).fill(10_000 / 8));
  await sql`delete from dead_letter where log_id = 'endless'`;
});

test('what comes after the last run is pending until the next', async () => {
  const sink = sinkOf();
  await sink.drain();
  await append(randomEvents(2, 5, 'pending'));
  const { pending } = await completeness({ sql, log });
  expect(pending).toBe(randomEvents(2, 5, 'pending').length);
  const isCarried = await carriedSoFar({ sql, log });
  expect(await isCarried()).toBe(false);
  await sink.drain();
  expect(await isCarried()).toBe(true);
  expect(await completeness({ sql, log })).toEqual({ pending: 0, deadLetters: 0, gaps: 0, mismatches: 0 });
});

test('other events at offsets that were read before, as after a backup was put back, are stored', async () => {
  await sinkOf().drain();
  const heads = await sql<{ part: number; next: number }[]>`select part, next from log_head order by part`;
  const events = randomEvents(7, 9, 'before');
  await append(events);
  await sinkOf().drain();
  for (const { part, next } of heads) {
    await sql`delete from log_row where part = ${part} and pos >= ${next}`;
    await sql`update log_head set next = ${next} where part = ${part}`;
    await sql`update sink_cursor set committed = ${next} where part = ${part} and log_id = ${log.id}`;
  }
  await append(
    events.map((event) => ({ ...event, eventId: uuidOf(`other ${event.eventId}`), workspace: 'other' })),
  );
  await sinkOf().drain();
  expect(await stored('other')).toBe(events.length);
});

test('of a log that no relay has begun to carry to everything is pending, and nothing is carried', async () => {
  const outer = { id: 'kafka:new', heads: async () => Array.from({ length: 8 }, () => 0) };
  const [all] = await sql<{ n: number }[]>`select sum(next)::bigint as n from log_head`;
  expect(await completeness({ sql, log: outer })).toMatchObject({ pending: all?.n });
  const isCarried = await carriedSoFar({ sql, log: outer });
  expect(await isCarried()).toBe(false);
  expect(await (await carriedSoFar({ sql, log }))()).toBe(true);
});

test.each([
  ['before', 'crash-before'],
  ['after', 'crash-after'],
])('a crash %s the insert is made good with the same rows and the same token', async (when, workspace) => {
  const events = randomEvents(3, 20, workspace);
  await append(events);
  const tokens: (string | undefined)[] = [];
  const crash = around(async (run, query) => {
    tokens.push(tokenOf(query));
    if (when === 'after') await run();
    throw new Error('the process died');
  });
  await expect(sinkOf({ clickhouse: crash, maxRows: 40 }).runOnce()).rejects.toThrow('the process died');

  await append(randomEvents(4, 20, `${workspace} later`));
  const watched = around((run, query) => {
    tokens.push(tokenOf(query));
    return run();
  });
  await sinkOf({ clickhouse: watched, maxRows: 1000 }).drain();
  expect(tokens[0]).toBeDefined();
  expect(tokens[1]).toBe(tokens[0]);
  expect(new Set(tokens).size).toBe(tokens.length - 1);
  expect(await stored(workspace)).toBe(events.length);
});

test('an error that passes is tried again with the same token, and nothing is taken apart or laid aside', async () => {
  const events = randomEvents(5, 10, 'passing');
  await append(events);
  const tokens: (string | undefined)[] = [];
  let failures = 3;
  const flaky = around((run, query) => {
    tokens.push(tokenOf(query));
    if (failures-- > 0) throw new Error('no answer');
    return run();
  });
  const sink = sinkOf({ clickhouse: flaky });
  for (let i = 0; i < 3; i++) await expect(sink.runOnce()).rejects.toThrow('no answer');
  expect(await sink.drain()).toMatchObject({ rows: events.length, deadLetters: 0 });
  expect(new Set(tokens).size).toBe(1);
  expect(await stored('passing')).toBe(events.length);
});

test('a sink that lost its partitions while it wrote moves no cursor', async () => {
  await append(randomEvents(6, 10, 'fenced'));
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  let entered = () => {};
  const inside = new Promise<void>((resolve) => {
    entered = resolve;
  });
  const slow = around(async (run) => {
    entered();
    await gate;
    return run();
  });
  const zombie = sinkOf({ clickhouse: slow }).runOnce();
  await inside;
  const heir = await sinkOf().drain();
  const moved = await cursors();
  release();
  expect(await zombie).toEqual({ rows: 0, deadLetters: 0, gaps: 0, fenced: true, more: false });
  expect(await cursors()).toEqual(moved);
  expect(heir.rows).toBe(randomEvents(6, 10, 'fenced').length);
  expect(await stored('fenced')).toBe(heir.rows);
});

test('while a batch is inserted the next one is read', async () => {
  await append(randomEvents(7, 20, 'ahead'));
  let isRead = () => {};
  const watched: EventLog = {
    ...log,
    read: (...range) => {
      isRead();
      return log.read(...range);
    },
  };
  let inserts = 0;
  // The first one ends when something is read.
  const slow = around(async (run) => {
    const read = new Promise<void>((resolve) => {
      isRead = resolve;
    });
    await run();
    if (inserts++ === 0) await read;
  });
  const sink = sinkOf({ clickhouse: slow, log: watched, maxRows: 100 });
  expect(await sink.runOnce()).toMatchObject({ more: true });
  await sink.drain();
  expect(await stored('ahead')).toBe(randomEvents(7, 20, 'ahead').length);
});

test('what cannot become a row is laid aside with its reason, and the rest lands', async () => {
  const events = randomEvents(8, 5, 'letters');
  const bad = { ...loggedEvent({ workspace: 'letters' }), position: 70_000 };
  await append([...events, bad]);
  expect(await sinkOf().drain()).toMatchObject({ rows: events.length, deadLetters: 1, gaps: 0 });
  expect(await stored('letters')).toBe(events.length);
  const letters = await sql`select reason, event_id, body, noticed_at from dead_letter`;
  expect(letters).toEqual([
    {
      reason: 'position: expected a whole number from 0 to 65535, got 70000',
      event_id: bad.eventId,
      body: JSON.stringify(bad),
      noticed_at: now(),
    },
  ]);
  expect(await completeness({ sql, log })).toMatchObject({ deadLetters: 1 });
});

test('a row that ClickHouse itself refuses is found by halving, and the rest lands', async () => {
  await clickhouse.command({ query: `alter table events add constraint sane check source != 'poison'` });
  const events = randomEvents(9, 5, 'poisoned');
  const bad = loggedEvent({ workspace: 'poisoned', source: 'poison' });
  const worse = loggedEvent({
    workspace: 'poisoned',
    source: 'poison',
    enrollmentNo: 3,
    enrolledOn: '2026-01-05',
  });
  await append([bad, ...events, worse]);
  expect(await sinkOf().drain()).toMatchObject({ rows: events.length, deadLetters: 2 });
  await clickhouse.command({ query: 'alter table events drop constraint sane' });
  expect(await stored('poisoned')).toBe(events.length);
  const letters = await sql`
    select event_id from dead_letter where reason like 'ClickHouse: Constraint%' order by event_id`;
  expect(letters.map(({ event_id }) => event_id)).toEqual([bad.eventId, worse.eventId].sort());
});

test('a record that names no event is laid aside', async () => {
  const nameless: EventLog = {
    ...log,
    read: async (...range) => (await log.read(...range)).map((record) => ({ ...record, eventId: null })),
  };
  await append([loggedEvent({ workspace: 'nameless' })]);
  expect(await sinkOf({ log: nameless }).drain()).toMatchObject({ rows: 0, deadLetters: 1 });
});

test.each([
  ['in its text', 'a \0 in it', 'body: expected JSON', 'a \ufffd in it'],
  ['in the name of a field', JSON.stringify({ ...loggedEvent(), 'a\0': 1 }), 'a\ufffd: expected no such', ''],
])('what PostgreSQL cannot hold as it came is laid aside as it can: a NUL %s, no UUID', async (...given) => {
  const [, body, reason, kept] = given;
  const strange: EventLog = {
    ...log,
    read: async (...range) =>
      (await log.read(...range)).map((record) => ({ ...record, eventId: 'no uuid', body })),
  };
  await append([loggedEvent({ workspace: 'strange' })]);
  expect(await sinkOf({ log: strange }).drain()).toMatchObject({ rows: 0, deadLetters: 1 });
  const letters = await sql`select event_id, reason from dead_letter where body = ${kept || body}`;
  expect(letters).toEqual([{ event_id: null, reason: expect.stringContaining(reason) }]);
});

test('what the log lost before it was read is recorded as a gap, and reading goes on', async () => {
  const events = [1, 2, 3, 4, 5].map((visit) =>
    loggedEvent({ workspace: 'gap', enrollmentNo: 8, enrolledOn: '2026-01-05', visit }),
  );
  await append(events);
  const [cursor] = await sql<[{ committed: number }]>`
    select committed from sink_cursor where log_id = ${log.id} and part = 0`;
  await sql`delete from log_row where part = 0 and pos < ${cursor.committed + 2}`;
  expect(await sinkOf().drain()).toMatchObject({ rows: 3, gaps: 1 });
  expect(await sql`select part::int, from_pos, to_pos, noticed_at from sink_gap`).toEqual([
    { part: 0, from_pos: cursor.committed, to_pos: cursor.committed + 2, noticed_at: now() },
  ]);
  expect(await completeness({ sql, log })).toMatchObject({ pending: 0, gaps: 1 });
});

test('a batch that was begun and then lost from the log is a gap as well', async () => {
  await append([loggedEvent({ workspace: 'lost', enrollmentNo: 16, enrolledOn: '2026-01-05' })]);
  const crash = around(() => Promise.reject(new Error('the process died')));
  await expect(sinkOf({ clickhouse: crash }).runOnce()).rejects.toThrow('the process died');
  await sql`delete from log_row where part = 0`;
  await append([loggedEvent({ workspace: 'lost', enrollmentNo: 24, enrolledOn: '2026-01-05' })]);
  expect(await sinkOf().drain()).toMatchObject({ rows: 1, gaps: 1 });
  expect(await stored('lost')).toBe(1);
});

test('another log id reads everything again, and no report changes', async () => {
  const rollup = async () => {
    const answer = await clickhouse.query({
      query: `select workspace, sequence, step, kind, groupBitmapMerge(who) as n from step_rollup group by all order by all`,
      format: 'JSONEachRow',
    });
    return answer.json();
  };
  const before = await rollup();
  const again = await openPostgresEventLog(sql, uuidOf('another'));
  const run = await sinkOf({ log: again }).drain();
  expect(run.rows).toBeGreaterThan(500);
  expect(await rollup()).toEqual(before);
});

test('two sinks that are both told to carry everything do not keep each other from it', async () => {
  const events = randomEvents(11, 60, 'both');
  await append(events);
  let runs = 0;
  const counting = aroundCommands(clickhouse, (run) => {
    runs++;
    return run();
  });
  await Promise.all([1, 2].map(() => sinkOf({ clickhouse: counting, maxRows: 200 }).drain()));
  expect(await stored('both')).toBe(events.length);
  // Ten batches, and some that the other one had begun.
  expect(runs).toBeLessThan(25);
});
