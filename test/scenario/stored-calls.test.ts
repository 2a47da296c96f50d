import { expect, test } from '@jest/globals';
import { iso } from '#engine';
import { actOnWaiting, collectLater } from '#runtime';
import { testExamples } from '../support/test-examples.ts';

const HOUR = 3_600_000;
const LEASE_MS = 15_000;
const { engine, sql, workspaceId, now, enrollPeople } = await testExamples({ hours: 9 });
const people = Array.from({ length: 40 }, (_, i) => `person-${i}`);
await enrollPeople('trial-nurture', people);

const visit = (contact: string, eventId: string) => ({
  ...{ eventId, type: 'tracked', name: 'visit', contact, occurredAt: iso(now) },
});
const store = (events: readonly object[], source = 'test') =>
  collectLater(engine, { workspaceId, source, events, now });
const visits = async () => {
  const [row] = await sql<{ all: number; ids: number }[]>`
    select count(*)::int as all, count(distinct body->>'eventId')::int as ids from event_log
    where body->>'name' = 'visit'`;
  return row;
};

test('whoever works on them, however many at a time and without a lease, events that were stored act once', async () => {
  const calls = Array.from({ length: 60 }, (_, no) => people.map((who) => visit(who, `${no % 50}-${who}`)));
  const stored = await Promise.all(calls.map((events) => store(events)));
  const accepted = stored.reduce((sum, one) => sum + one.accepted, 0);
  expect(accepted).toBe(50 * people.length);
  // Each takes away from the others what they lease: for it, their leases are long over.
  for (let round = 1, left = 1; left > 0; round++) {
    const worked = await Promise.all(
      [0, 1, 2, 3].map((who) => actOnWaiting(engine, { now: (round * 4 + who) * 2 * LEASE_MS })),
    );
    left = worked.reduce((sum, { calls, failures }) => sum + calls + failures.length, 0);
  }
  expect(await sql`select from waiting_call`).toHaveLength(0);
  expect(await visits()).toEqual({ all: accepted, ids: accepted });
});

test('while one process works on a call, another leaves it alone', async () => {
  await store([visit('person-1', 'leased')]);
  await sql`update waiting_call set lease_until = ${iso(now + 1)}::timestamptz`;
  expect(await actOnWaiting(engine, { now })).toMatchObject({ calls: 0 });
  expect(await actOnWaiting(engine, { now: now + 1 })).toMatchObject({ calls: 1, acted: 1 });
});

test('a call that breaks is left to be tried again and holds up no other', async () => {
  await store([visit('person-1', 'broken')], 'breaks');
  await store([visit('person-1', 'whole')]);
  await sql`
    create function refuse_source() returns trigger language plpgsql as $$ begin
      if new.own like '%"source":"breaks"%' or new.shared like '%"source":"breaks"%' then raise 'broken'; end if;
      return new;
    end $$`;
  await sql`create trigger breaks before insert on log_row for each row execute function refuse_source()`;
  const worked = await actOnWaiting(engine, { now });
  expect(worked).toMatchObject({
    calls: 1,
    acted: 1,
    failures: [expect.objectContaining({ message: 'broken' })],
  });
  expect(await sql`select source from waiting_call`).toEqual([{ source: 'breaks' }]);
  await sql`drop trigger breaks on log_row`;
  expect(await actOnWaiting(engine, { now })).toMatchObject({ calls: 0 });
  expect(await actOnWaiting(engine, { now: now + LEASE_MS })).toMatchObject({ calls: 1, acted: 1 });
});

test('calls that break every time come to be tried less and less, and the others act between them', async () => {
  for (let no = 0; no < 45; no++) await store([visit('person-1', `broken-${no}`)], 'breaks');
  await store([visit('person-1', 'behind them')]);
  await sql`create trigger breaks before insert on log_row for each row execute function refuse_source()`;
  let acted = 0;
  let failures = 0;
  // As often as the loop looks when it fails.
  for (let round = 0; round < 40; round++) {
    const worked = await actOnWaiting(engine, { now: now + round * LEASE_MS });
    if (round < 10) acted += worked.acted;
    failures += worked.failures.length;
  }
  expect(acted).toBe(1);
  expect(failures).toBeLessThan(45 * 7);
  await sql`drop trigger breaks on log_row`;
  expect(await actOnWaiting(engine, { now: now + 3 * HOUR })).toMatchObject({ failures: [] });
  await sql`delete from waiting_call`;
});
