import { beforeAll, describe, expect, test } from '@jest/globals';
import type { LoggedEvent } from '#engine';
import {
  appendEvents,
  openPostgresEventLog,
  readRebuild,
  rebuild,
  replayLog,
  resumeRebuild,
  Sink,
} from '#storage';
import { aroundCommands } from '../../support/around-commands.ts';
import { loadEvents } from '../../support/load-events.ts';
import { randomEvents, shuffled } from '../../support/random-events.ts';
import { countRows, storedCounts } from '../../support/stored-counts.ts';
import { testClickHouse } from '../../support/test-clickhouse.ts';
import { testDatabase } from '../../support/test-database.ts';

const { sql } = await testDatabase();
const clickhouse = await testClickHouse();
const log = await openPostgresEventLog(sql, 'test');
const now = Date.parse('2026-03-01T00:00:00.000Z');
const sink = new Sink({ sql, clickhouse, log, now: () => now, maxRows: 700 });
const everything: LoggedEvent[] = [];

async function append(events: readonly LoggedEvent[]): Promise<void> {
  everything.push(...events);
  await appendEvents(
    sql,
    events.map((event) => ({
      part: event.enrollmentNo % 8,
      eventId: event.eventId,
      body: JSON.stringify(event),
    })),
  );
}

/** What a store holds that was given every event of the log once, in its latest version, and nothing else. */
async function clean(): Promise<string> {
  const latest = new Map<string, LoggedEvent>();
  for (const event of everything) {
    const known = latest.get(event.eventId);
    if (!known || known.receivedAt < event.receivedAt) latest.set(event.eventId, event);
  }
  const other = await testClickHouse();
  await loadEvents(other, [...latest.values()], { token: 'clean' });
  return storedCounts(other);
}

const shadows = () =>
  countRows(clickhouse, `system.tables where database = currentDatabase() and name like 'rebuild%'`);
const lose = (what: string) =>
  clickhouse.command({ query: `alter table ${what} settings mutations_sync = 2` });

let before: string;

beforeAll(async () => {
  await append(shuffled(1, randomEvents(1, 150), 0.3));
  await sink.drain();
  before = await storedCounts(clickhouse);
});

describe('replay', () => {
  test('the whole log again, twice, changes no byte of any report', async () => {
    const rows = await countRows(clickhouse, 'events');
    for (let round = 0; round < 2; round++) {
      expect(await replayLog({ sql, log })).toEqual({ events: everything.length });
      // All of it is read again, by a sink that had nothing to do.
      const run = await sink.drain();
      expect(run.rows).toBe(everything.length);
      expect(await storedCounts(clickhouse)).toBe(before);
    }
    expect(before).toBe(await clean());
    expect(rows).toBeGreaterThan(0);
  });

  test('what ClickHouse had lost is there again', async () => {
    await lose(`events delete where type = 'replied'`);
    expect(await storedCounts(clickhouse)).not.toBe(before);
    await replayLog({ sql, log });
    await sink.drain();
    expect(await storedCounts(clickhouse)).toBe(before);
  });

  test('a batch that is being written meanwhile is fenced off and written again', async () => {
    await append(randomEvents(2, 5, 'meanwhile'));
    const slow = new Sink({
      ...{ sql, log, now: () => now },
      clickhouse: aroundCommands(clickhouse, async (run) => {
        await replayLog({ sql, log });
        return run();
      }),
    });
    expect(await slow.runOnce()).toMatchObject({ fenced: true });
    await sink.drain();
    before = await storedCounts(clickhouse);
    expect(before).toBe(await clean());
  });
});

describe.each(['log', 'events'] as const)('rebuilt from the %s', (source) => {
  test('the tables are the same as before, and what was wrong in them is right', async () => {
    await rebuild({ sql, clickhouse }, { source, now });
    await sink.drain();
    expect(await storedCounts(clickhouse)).toBe(before);
    await lose(`step_rollup delete where kind = 'replied'`);
    await lose(`touch_facts update first_at = toDateTime64('2020-01-01', 3) where kind = 'sent'`);
    if (source === 'log') await lose(`events delete where step = 'test'`);
    await rebuild({ sql, clickhouse }, { source, now });
    await sink.drain();
    expect(await storedCounts(clickhouse)).toBe(before);
    expect(await shadows()).toBe(0);
  });

  test('what the sink brings at any moment of it is not lost', async () => {
    let seed = source === 'log' ? 100 : 1000;
    const busy = aroundCommands(clickhouse, async (run) => {
      await append(randomEvents(++seed, 1, `${source} ${seed}`));
      // Not always: else there would be nothing that it has yet to bring.
      if (seed % 3 > 0) await sink.drain();
      return run();
    });
    await rebuild({ sql, clickhouse: busy }, { source, now });
    await sink.drain();
    before = await storedCounts(clickhouse);
    expect(before).toBe(await clean());
  });

  test('cut off at any of its commands, before or after it, it leaves tables that are whole', async () => {
    let commands = 0;
    const counted = aroundCommands(clickhouse, (run) => {
      commands++;
      return run();
    });
    await rebuild({ sql, clickhouse: counted }, { source, now });
    expect(commands).toBeGreaterThan(8);
    // Every third moment, before and after commands in turn: all of them take 20 s.
    for (let at = source === 'log' ? 0 : 1; at < 2 * commands; at += 3) {
      let n = 0;
      const died = aroundCommands(clickhouse, async (run) => {
        const nth = n++;
        if (nth * 2 >= at) throw new Error('the process died');
        const answer = await run();
        if (nth * 2 + 1 === at) throw new Error('the process died');
        return answer;
      });
      await expect(rebuild({ sql, clickhouse: died }, { source, now })).rejects.toThrow('the process died');
      await resumeRebuild({ sql, clickhouse });
      await sink.drain();
      expect(await storedCounts(clickhouse)).toBe(before);
      expect(await shadows()).toBe(0);
    }
  });
});

test.each(['log', 'events'] as const)(
  'a rebuild from the %s that is told to stop leaves nothing behind',
  async (source) => {
    const stopping = new AbortController();
    const busy = aroundCommands(clickhouse, async (run, query) => {
      if (query.startsWith('insert')) stopping.abort(new Error('the process stops'));
      return run();
    });
    const parts = { sql, clickhouse: busy, signal: stopping.signal };
    await expect(rebuild(parts, { source, now })).rejects.toThrow('the process stops');
    expect([await shadows(), await readRebuild(sql)]).toEqual([0, null]);
    expect(await storedCounts(clickhouse)).toBe(before);
  },
);

describe('corrected events', () => {
  const isRepliedTo = ({ type, workspace, enrolledOn }: LoggedEvent) =>
    type === 'replied' && workspace === 'default' && enrolledOn?.startsWith('2026-01');

  /** Logs what some of them are now, which are answers to mails of January; answers the months that count them. */
  async function correct(which: (nth: number) => boolean): Promise<string[]> {
    const corrected = everything
      .filter(isRepliedTo)
      .filter((_, nth) => which(nth))
      .map((event) => ({ ...event, type: 'auto-replied' as const, receivedAt: '2026-06-01T00:00:00.000Z' }));
    expect(corrected.length).toBeGreaterThan(5);
    await append(corrected);
    for (const { eventId, receivedAt } of corrected)
      await sql`insert into correction (event_id, ver) values (${eventId}, ${Date.parse(receivedAt)})`;
    const times = corrected.flatMap(({ enrolledOn, touchAt, sentAt }) => [enrolledOn, touchAt, sentAt]);
    return [...new Set(times.flatMap((time) => (time === null ? [] : [time.slice(0, 7).replace('-', '')])))];
  }

  test('count as they are now once the months they touch are rebuilt, and other months are left alone', async () => {
    const months = await correct((nth) => nth % 2 === 0);
    await sink.drain();
    expect(await storedCounts(clickhouse)).not.toBe(await clean());
    const bystander = `touch_facts where toYYYYMM(touch_at) = 202602 and kind = 'sent'`;
    await rebuild({ sql, clickhouse }, { source: 'events', months, now });
    await sink.drain();
    expect(await countRows(clickhouse, bystander)).toBeGreaterThan(0);
    expect(await storedCounts(clickhouse)).toBe(await clean());
  });

  test('count once also where tables are rebuilt while the correction is on its way to ClickHouse', async () => {
    const months = await correct((nth) => nth % 2 === 1);
    await rebuild({ sql, clickhouse }, { source: 'events', months, now });
    await sink.drain();
    expect(await storedCounts(clickhouse)).toBe(await clean());
    expect(await shadows()).toBe(0);
  });

  test.each(['log', 'events'] as const)(
    'count once after a rebuild from the %s and a replay',
    async (source) => {
      await rebuild({ sql, clickhouse }, { source, now });
      await replayLog({ sql, log });
      await sink.drain();
      expect(await storedCounts(clickhouse)).toBe(await clean());
    },
  );
});

test('a log whose beginning is gone is not taken for the whole', async () => {
  await sql`delete from log_row where part = 3 and pos = (select min(pos) from log_row where part = 3)`;
  await expect(rebuild({ sql, clickhouse }, { source: 'log', now })).rejects.toMatchObject({
    code: 'log-incomplete',
  });
});
