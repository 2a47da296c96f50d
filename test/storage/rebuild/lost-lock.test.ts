import { beforeAll, expect, test } from '@jest/globals';
import { appendEvents, openPostgresEventLog, readRebuild, rebuild, resumeRebuild, Sink } from '#storage';
import { aroundCommands } from '../../support/around-commands.ts';
import { randomEvents } from '../../support/random-events.ts';
import { countRows, storedCounts } from '../../support/stored-counts.ts';
import { testClickHouse } from '../../support/test-clickhouse.ts';
import { testDatabase } from '../../support/test-database.ts';
import { loseUpkeep } from './lose-upkeep.ts';

const { sql } = await testDatabase();
const clickhouse = await testClickHouse();
const log = await openPostgresEventLog(sql, 'test');
const now = Date.parse('2026-03-01T00:00:00.000Z');
const sink = new Sink({ sql, clickhouse, log, now: () => now });
let before: string;

beforeAll(async () => {
  const events = randomEvents(1, 4).map((event) => ({
    part: event.enrollmentNo % 8,
    eventId: event.eventId,
    body: JSON.stringify(event),
  }));
  await appendEvents(sql, events);
  await sink.drain();
  before = await storedCounts(clickhouse);
});

/** Makes the tables such as a rebuild mends: then an exchange that is taken back does not pass for one. */
const damage = () =>
  clickhouse.command({
    query: `insert into touch_facts select * replace (toDateTime64('2020-01-01', 3) as first_at)
      from touch_facts order by all limit 1`,
  });
const shadows = () =>
  countRows(clickhouse, `system.tables where database = currentDatabase() and name like 'rebuild%'`);

/** What another process does as soon as the lock is free. */
const others = {
  'starts anew': () => resumeRebuild({ sql, clickhouse }),
  'rebuilds from the events': () => rebuild({ sql, clickhouse }, { source: 'events', now }),
};

test.each([
  ['log', 'starts anew', 0],
  ['events', 'starts anew', 1],
  ['log', 'rebuilds from the events', 2],
] as const)(
  'a rebuild from the %s that loses its lock at any moment, while another process %s, leaves every count right',
  async (source, name, first) => {
    await damage();
    const damaged = await storedCounts(clickhouse);
    let isOver = false;
    // Every third moment, before and after commands in turn: all of them take 20 s.
    for (let at = first; !isOver; at += 3) {
      await damage();
      let n = 0;
      isOver = true;
      const moment = async () => {
        if (n++ !== at) return;
        isOver = false;
        await loseUpkeep(sql);
        await others[name]();
      };
      const disturbed = aroundCommands(clickhouse, async (run) => {
        await moment();
        const answer = await run();
        await moment();
        return answer;
      });
      const outcome = await rebuild({ sql, clickhouse: disturbed }, { source, now }).then(
        () => 'done',
        () => 'given up',
      );
      if (isOver) expect([at > 10, outcome]).toEqual([true, 'done']);
      expect(await readRebuild(sql)).toBeNull();
      await sink.drain();
      const found = await storedCounts(clickhouse);
      // Cut off before the tables were filled, and nobody has made them anew.
      const mayBeOld = outcome === 'given up' && name === 'starts anew';
      const isRight = found === before || (mayBeOld && found === damaged);
      expect([at, isRight, await shadows()]).toEqual([at, true, 0]);
    }
  },
);
