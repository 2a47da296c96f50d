import { expect, test } from '@jest/globals';
import { iso } from '#engine';
import { actOnWaiting, collect, collectLater, erase, merge, Versions } from '#runtime';
import { testExamples } from '../support/test-examples.ts';

const HOUR = 3_600_000;
const { engine, sql, workspaceId, now, enrollPeople } = await testExamples({ hours: 9 });
const people = Array.from({ length: 40 }, (_, i) => `person-${i}`);
await enrollPeople('trial-nurture', people);

/** Each groups its calls for itself, as processes do. */
const processes = [0, 1, 2].map(() => ({ ...engine, versions: new Versions(sql) }));
const UNKNOWN = '6d2b1b53-6d2e-4d0c-9f0c-0b5f6c1a7e01';
const TYPES = ['tracked', 'opened', 'clicked', 'replied', 'unsubscribed'];

/** One call in seven names its touch wrong. */
const event = (no: number, call: number) => ({
  ...{ eventId: `motion-${no}`, type: TYPES[no % TYPES.length], name: 'visit', occurredAt: iso(now) },
  ...((no + call) % 7 === 0 ? { touch: UNKNOWN } : { contact: people[no % people.length] }),
});

test('the same events stored, sent, refused and acting in three processes at once, while people go, act once and block nobody', async () => {
  for (let round = 0; round < 10; round++) {
    const calls = Array.from({ length: 12 }, (_, i) => {
      const call = round * 12 + i;
      const events = Array.from({ length: 40 }, (_, n) => event((call * 17 + n * 3) % 700, call));
      const [process = engine] = processes.slice(i % 3);
      return (i % 4 === 0 ? collect : collectLater)(process, { workspaceId, source: 'motion', events, now });
    });
    // Each takes away from the others what they lease: for it, their leases are long over.
    const acts = processes.map((process, i) => actOnWaiting(process, { now: (round * 3 + i) * 5 * HOUR }));
    const [gone = '', other = '', into = ''] = people.slice(round * 3);
    await Promise.all([
      ...calls,
      ...acts.map(async (act) => expect(await act).toMatchObject({ failures: [] })),
      erase(engine, { workspaceId, id: gone, now, suppressedBy: null }),
      merge(engine, { workspaceId, id: other, into, now }),
    ]);
  }
  for (let last = 1, at = 200 * HOUR; last > 0; at += 2 * HOUR)
    last = (await actOnWaiting(engine, { now: at })).calls;
  expect(await sql`select from waiting_call`).toHaveLength(0);
  expect(await sql`select from inbox where waits`).toHaveLength(0);
  expect(await sql`select body->>'eventId' as id from event_log group by 1 having count(*) > 1`).toHaveLength(
    0,
  );
  // Whose identity is taken has acted; the others are refused and can come again.
  expect(
    await sql`select from inbox where event_id not in (select (body->>'eventId')::uuid from event_log)`,
  ).toHaveLength(0);
});
