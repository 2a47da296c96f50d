import { expect, test } from '@jest/globals';
import { iso } from '#engine';
import { actOnWaiting, collectLater } from '#runtime';
import { endWaiting, listRefusedEvents, takeWaiting } from '#storage';
import { testExamples } from '../support/test-examples.ts';

const LEASE_MS = 15_000;
const { engine, sql, workspaceId, now } = await testExamples({ hours: 0 });

const UNKNOWN = '6d2b1b53-6d2e-4d0c-9f0c-0b5f6c1a7e01';
const lost = (eventId: string) => ({ eventId, type: 'opened', touch: UNKNOWN, occurredAt: iso(now) });
const found = (eventId: string) => ({
  ...{ eventId, type: 'tracked', name: 'visit', contact: 'ada', occurredAt: iso(now) },
});
const store = (...events: readonly object[]) =>
  collectLater(engine, { workspaceId, source: 'test', events, now });
const act = (at = now) => actOnWaiting(engine, { now: at });
const listed = async (eventId: string) =>
  sql`select code from refused_event where body::json->>'eventId' = ${eventId}`;
const logged = async () => {
  const [row] = await sql<{ visits: number }[]>`
    select count(*)::int as visits from event_log where body->>'name' = 'visit'`;
  return row?.visits ?? 0;
};

test('an event that came twice is refused once, in one call or in two, and holds up nothing', async () => {
  expect(await store(lost('twice'), lost('twice'), found('beside'))).toMatchObject({
    accepted: 2,
    duplicates: 1,
  });
  expect(await store(lost('twice'), found('behind'))).toMatchObject({ accepted: 1, duplicates: 1 });
  expect(await act()).toMatchObject({ calls: 2, acted: 2, refused: 1, failures: [] });
  expect(await listed('twice')).toEqual([{ code: 'unknown-touch' }]);
  expect(await sql`select from waiting_call`).toHaveLength(0);
  expect(await sql`select from inbox where waits`).toHaveLength(0);
});

test('an event that was refused and came again as another one acts, whoever still works on calls with the refused one', async () => {
  await store(lost('again'));
  expect(await store(lost('again'), found('own'))).toMatchObject({ accepted: 1, duplicates: 1 });
  // Somebody else works on the second one.
  await sql`update waiting_call set lease_until = ${iso(now + 1)}::timestamptz where count = 1 and events like '%own%'`;
  expect(await act()).toMatchObject({ calls: 1, refused: 1 });
  expect(await store(found('again'))).toMatchObject({ accepted: 1 });
  const before = await logged();
  await sql`update waiting_call set lease_until = ${iso(now + LEASE_MS)}::timestamptz where events not like '%own%'`;
  expect(await act(now + 1)).toMatchObject({ calls: 1, acted: 1, refused: 0 });
  expect(await act(now + LEASE_MS)).toMatchObject({ calls: 1, acted: 1 });
  expect((await logged()) - before).toBe(2);
});

test('who refuses a call that another has ended meanwhile takes nothing from what came since', async () => {
  await store(lost('slow'));
  await sql`create table kept_call as select * from waiting_call`;
  expect(await act()).toMatchObject({ refused: 1 });
  await store(found('slow'));
  await sql`update waiting_call set lease_until = ${iso(now + 1)}::timestamptz`;
  // The slower of the two has read the call before the faster one ended it.
  const [slow] = await sql<{ id: number; ids: string }[]>`select id, ids from kept_call`;
  const refused = {
    ...{
      workspaceId,
      source: 'test',
      eventId: slow?.ids ?? '',
      code: 'late',
      reason: '',
      fix: '',
      body: '{}',
      cameAt: now,
    },
    call: slow?.id ?? 0,
  };
  await endWaiting(sql, [slow?.id ?? 0], [refused], 0);
  const before = await logged();
  expect(await act(now + 1)).toMatchObject({ calls: 1, acted: 1 });
  expect((await logged()) - before).toBe(1);
  expect(await sql`select from refused_event where code = 'late'`).toHaveLength(0);
});

test('what has acted is not said to be refused, whatever is found when its call is looked at again', async () => {
  await store(found('acted'), lost('refused'));
  // Cut off behind the act: the identity of the first does not wait any more.
  await sql`update inbox set waits = false where event_id = (
    select split_part(ids, ',', 1)::uuid from waiting_call)`;
  await sql`update waiting_call set events = replace(events, '"type":"tracked"', '"type":"teleported"')`;
  expect(await act()).toMatchObject({ calls: 1, acted: 0 });
  expect(await listed('acted')).toEqual([]);
  expect(await listed('refused')).toHaveLength(1);
});

test('refused events are listed to their own workspace, for a month', async () => {
  await sql`
    insert into refused_event (workspace_id, source, event_id, code, reason, fix, body, came_at)
    select workspace_id + 1, source, event_id, 'foreign', reason, fix, body, came_at from refused_event`;
  const codes = async () => {
    const rows = await listRefusedEvents(sql, { workspaceId, after: null, limit: 100 });
    return rows.map(({ code, cameAt }) => `${code} ${iso(cameAt)}`);
  };
  const before = await codes();
  expect(before.length).toBeGreaterThan(0);
  expect(before.join()).not.toContain('foreign');
  const month = 30 * 86_400_000;
  for (const [no, at] of [now + month, now + month + 1].entries()) {
    await collectLater(engine, { workspaceId, source: 'test', events: [lost(`month-${no}`)], now: at });
    await act();
    const after = await codes();
    expect(after).toHaveLength(no === 0 ? before.length + 1 : 2);
  }
});

test('calls act in the order in which they came, and no more at a time than were asked for', async () => {
  for (let no = 0; no < 4; no++) await store(found(`order-${no}-a`), found(`order-${no}-b`));
  const take = async (calls: number, events: number) => {
    const taken = await takeWaiting(sql, { now, leaseMs: LEASE_MS }, { calls, events });
    return taken.map((call) => /order-(\d)/.exec(call.events)?.[1]);
  };
  expect(await take(1, 100)).toEqual(['0']);
  // One call is taken, however large it is; what would be too much waits.
  expect(await take(100, 1)).toEqual(['1']);
  expect(await take(100, 100)).toEqual(['2', '3']);
  expect(await act(now + LEASE_MS)).toMatchObject({ calls: 4, acted: 8 });
});
