import type { ClickHouseClient } from '@clickhouse/client';
import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import {
  appendEvents,
  type EventLog,
  forgetOnce,
  openPostgresEventLog,
  readRebuild,
  rebuild,
  replayLog,
  resumeRebuild,
  Sink,
} from '#storage';
import { aroundCommands } from '../../support/around-commands.ts';
import { loadEvents } from '../../support/load-events.ts';
import { isoTime, loggedEvent, randomEvents } from '../../support/random-events.ts';
import { countRows, storedCounts } from '../../support/stored-counts.ts';
import { testClickHouse } from '../../support/test-clickhouse.ts';
import { testDatabase } from '../../support/test-database.ts';
import { loseUpkeep } from '../rebuild/lose-upkeep.ts';
import { ERASED_AT, erasePerson, keyOf, logPerson } from './erased-person.ts';

const { sql } = await testDatabase();
const clickhouse = await testClickHouse();
const log = await openPostgresEventLog(sql, 'test');
const now = Date.parse('2026-03-01T00:00:00.000Z');
const sink = new Sink({ sql, clickhouse, log, now: () => now });
const carried = async () => void (await sink.drain());
const forget = (through: ClickHouseClient = clickhouse) =>
  forgetOnce({ sql, clickhouse: through, now, carried });
let name = '';
let people = 0;

beforeAll(async () => {
  const events = randomEvents(1, 4);
  await appendEvents(
    sql,
    events.map((event) => ({
      part: event.enrollmentNo % 8,
      eventId: event.eventId,
      body: JSON.stringify(event),
    })),
  );
});

beforeEach(async () => {
  name = `person ${++people}`;
  await logPerson(sql, name);
  await sink.drain();
  await erasePerson(sql, name);
});

const waiting = async () =>
  (await sql`select from contact where erased_subject_key is not null or bytes_gone_at is null`).length;
/** Tables that hold the person, old ones that were not dropped among them. */
async function tablesWithIt(): Promise<string[]> {
  const answer = await clickhouse.query({
    query: `select name from system.tables where database = currentDatabase() and name like '%events'
      and engine != 'View'`,
    format: 'JSONEachRow',
  });
  const found: string[] = [];
  for (const table of await answer.json<{ name: string }>())
    if ((await countRows(clickhouse, `${table.name} where subject_key = '${keyOf(name)}'`)) > 0)
      found.push(table.name);
  return found;
}
/** Without what says who somebody is. */
const counts = async () =>
  (await storedCounts(clickhouse)).replaceAll(/"(subject_key|properties)":"(\\.|[^"\\])*",?/g, '');

test('a person is not taken for forgotten while the old table still stands', async () => {
  const died = aroundCommands(clickhouse, async (run, query) => {
    if (query.startsWith('drop table')) throw new Error('the process died');
    return run();
  });
  await expect(forget(died)).rejects.toThrow('the process died');
  // The new table is in place, and the old one has yet to go.
  expect(await tablesWithIt()).toHaveLength(1);
  await forget();
  expect([await tablesWithIt(), await waiting(), await readRebuild(sql)]).toEqual([[], 0, null]);
});

test('a person is not taken for forgotten while tables are rebuilt from what the log said before', async () => {
  // Only the log has it.
  await clickhouse.command({
    query: `alter table events delete where subject_key = '${keyOf(name)}' settings mutations_sync = 2`,
  });
  let refused: unknown;
  const busy = aroundCommands(clickhouse, async (run, query) => {
    // Filled from the log, and not in place.
    if (query.startsWith('rename table')) refused = await forget().catch((error: unknown) => error);
    return run();
  });
  await rebuild({ sql, clickhouse: busy }, { source: 'log', now });
  expect(refused).toMatchObject({ code: 'rebuild-running' });
  expect([await tablesWithIt(), await waiting()]).toEqual([['events'], 1]);
  await forget();
  expect([await tablesWithIt(), await waiting()]).toEqual([[], 0]);
});

test('whoever was called so after them is somebody else, and stays', async () => {
  const other = { subjectKey: keyOf(name), workspace: 'people', properties: { note: 'other' } };
  const events = [
    loggedEvent({ ...other, type: 'enrolled', sequence: 's', enrollmentNo: 77, enrolledOn: '2026-01-05' }),
    loggedEvent({ ...other, name: 'visit', receivedAt: isoTime(ERASED_AT + 1) }),
    // The last that came of the person.
    loggedEvent({ ...other, name: 'visit', receivedAt: isoTime(ERASED_AT) }),
  ];
  await appendEvents(
    sql,
    events.map((event) => ({ part: 1, eventId: event.eventId, body: JSON.stringify(event) })),
  );
  await forget();
  const theirs = `events where subject_key = '${keyOf(name)}' and properties like '%other%'`;
  expect(await countRows(clickhouse, theirs)).toBe(2);
  expect(await countRows(clickhouse, `events where subject_key = '${keyOf(name)}'`)).toBe(2);
  const logged = await sql`select from log_row where own like ${`%${keyOf(name)}%`}`;
  expect(logged).toHaveLength(2);
});

test.each([
  ['starts anew', 0, () => resumeRebuild({ sql, clickhouse })],
  ['rebuilds from the events', 1, () => rebuild({ sql, clickhouse }, { source: 'events', now })],
  ['forgets, too', 2, () => forget()],
] as const)(
  'an erasure that loses its lock at any moment, while another process %s, says it is done when it is',
  async (_, first, other) => {
    let isOver = false;
    // Every third moment, before and after commands in turn.
    for (let at = first; !isOver; at += 3) {
      name = `person ${++people}`;
      await logPerson(sql, name);
      await sink.drain();
      await erasePerson(sql, name);
      const before = await counts();
      let n = 0;
      isOver = true;
      const moment = async () => {
        if (n++ !== at) return;
        isOver = false;
        await loseUpkeep(sql);
        await other();
      };
      const disturbed = aroundCommands(clickhouse, async (run) => {
        await moment();
        const answer = await run();
        await moment();
        return answer;
      });
      const outcome = await forget(disturbed).then(
        () => 'done',
        () => 'given up',
      );
      if (isOver) expect([at > 5, outcome]).toEqual([true, 'done']);
      if (outcome === 'done') expect([at, await tablesWithIt(), await waiting()]).toEqual([at, [], 0]);
      await forget();
      await sink.drain();
      expect([at, await tablesWithIt(), await waiting()]).toEqual([at, [], 0]);
      expect(await counts()).toBe(before);
    }
  },
);

/** The log as Kafka is to the sink: what it was given it keeps, whoever is forgotten. */
async function outerLog(): Promise<EventLog> {
  const records = await sql<{ part: number; body: string }[]>`
    select part::int, body::text as body from event_log order by part, pos`;
  const kept = Array.from({ length: 8 }, (_, part) =>
    records
      .filter((record) => record.part === part)
      .map(({ body }, pos) => ({ part, pos, body, eventId: JSON.parse(body).eventId as string })),
  );
  await sql`
    insert into relay_cursor (log_id, part, next) select ${`kafka:${name}`}, part, next from log_head`;
  return {
    ...{ id: `kafka:${name}`, partitions: 8, owned: log.owned, close: log.close },
    heads: async () => kept.map(({ length }) => length),
    lows: async () => kept.map(() => 0),
    read: async (part, from, maxRows) => kept[part]?.slice(from, from + maxRows) ?? [],
  };
}

test('a log that keeps what it was given does not bring back who was forgotten when it is read again', async () => {
  const outer = await outerLog();
  const behind = new Sink({ sql, clickhouse, log: outer, now: () => now });
  await behind.drain();
  await forget();
  const before = await storedCounts(clickhouse);
  expect(await tablesWithIt()).toEqual([]);
  await replayLog({ sql, log: outer });
  await behind.drain();
  expect(await storedCounts(clickhouse)).toBe(before);
  expect(await tablesWithIt()).toEqual([]);
});

/** A sink that has read the log and stands still before it inserts, for as long as it is not let go on. */
function stalledSink() {
  let goOn: () => void = () => undefined;
  const wait = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let began: () => void = () => undefined;
  const stands = new Promise<void>((resolve) => {
    began = resolve;
  });
  const through = aroundCommands(clickhouse, async (run, query) => {
    if (query.startsWith('insert into events')) {
      began();
      await wait;
    }
    return run();
  });
  const running = new Sink({ sql, clickhouse: through, log, now: () => now }).runOnce();
  return {
    stands,
    async wake() {
      goOn();
      return running;
    },
  };
}

test('whom a sink brings back that stood still while they were forgotten, the next job takes out again', async () => {
  name = `person ${++people}`;
  await logPerson(sql, name);
  const stalled = stalledSink();
  await stalled.stands;
  await sink.drain();
  await erasePerson(sql, name);
  await forget();
  expect([await tablesWithIt(), await waiting()]).toEqual([[], 0]);
  const before = await storedCounts(clickhouse);
  expect(await stalled.wake()).toMatchObject({ fenced: true });
  expect(await tablesWithIt()).toEqual(['events']);
  expect(await forget()).toMatchObject({ contacts: 0, broughtBack: 2 });
  await sink.drain();
  expect(await tablesWithIt()).toEqual([]);
  expect(await storedCounts(clickhouse)).toBe(before);
  expect(await forget()).toMatchObject({ broughtBack: 0 });
});

test('whoever was forgotten more than a week ago is not looked for again', async () => {
  const events = await logPerson(sql, name);
  await forget();
  await loadEvents(clickhouse, events, { token: 'late' });
  const week = 7 * 86_400_000;
  expect(await forgetOnce({ sql, clickhouse, now: now + week + 1, carried })).toMatchObject({
    broughtBack: 0,
  });
  expect(await forgetOnce({ sql, clickhouse, now: now + week, carried })).toMatchObject({ broughtBack: 2 });
});

test('who is left in large tables alone waits for these to be asked for', async () => {
  const through = (files: { large: boolean; largeBytes: number }) =>
    forgetOnce({ sql, clickhouse, now, carried, files });
  const theirs = `erased:${name}`;
  const gone = () => sql`
    select bytes_gone_at is not null as all, small_gone_at is not null as small from contact
    where external_id = ${theirs}`;
  expect((await through({ large: false, largeBytes: 0 })).large).toContain('contact');
  expect(await gone()).toEqual([{ all: false, small: true }]);
  // There is nobody else, so nothing is locked again every hour.
  expect(await through({ large: false, largeBytes: 1e9 })).toMatchObject({ large: [] });
  expect(await gone()).toEqual([{ all: false, small: true }]);
  expect(await through({ large: true, largeBytes: 0 })).toMatchObject({ large: [] });
  expect(await gone()).toEqual([{ all: true, small: true }]);
});

test('what a sink is still to bring of a person is there before the person is looked for', async () => {
  const behind = new Sink({ sql, clickhouse, log: await outerLog(), now: () => now, maxRows: 8 });
  await behind.runOnce();
  await forgetOnce({ sql, clickhouse, now, carried: async () => void (await behind.drain()) });
  await behind.drain();
  expect([await tablesWithIt(), await waiting()]).toEqual([[], 0]);
});

test('whose enrollments are still to end is not forgotten yet', async () => {
  await sql`update contact set unsettled = true where erased_subject_key = ${keyOf(name)}`;
  expect(await forget()).toMatchObject({ contacts: 0 });
  expect([await tablesWithIt(), await waiting()]).toEqual([['events'], 1]);
  await sql`update contact set unsettled = false`;
  expect(await forget()).toMatchObject({ contacts: 1 });
});
