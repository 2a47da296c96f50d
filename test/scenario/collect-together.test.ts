import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { iso } from '#engine';
import { collect, Versions } from '#runtime';
import { DAY, email, HOUR, MONDAY, testEngine } from '../support/test-engine.ts';

const { sql, engine, workspaceId, publishFile, enrollOne, playTo } = await testEngine();

await publishFile({
  key: 'waits',
  reentry: 'always',
  stopOn: ['replied'],
  steps: [
    email('a', { day: 0 }),
    { key: 'until', type: 'wait', for: '5d', until: { event: 'opened' } },
    email('b', { day: 9 }),
  ],
});

const PEOPLE = [0, 1, 2];
let made = 0;

/** People who were sent the first mail and are waited for; answers their touches. */
async function people(): Promise<string[]> {
  const nos: number[] = [];
  for (const _ of PEOPLE) nos.push((await enrollOne('waits', { id: `p-${made++}` }, now())).no);
  await playTo(now());
  const touches = await sql<{ id: string }[]>`
    select intent_id as id from touch where enrollment_no = any(${nos}) and step = 'a' order by enrollment_no`;
  return touches.map(({ id }) => id);
}

const now = () => MONDAY + DAY;

/** What can be heard of each of them: it wakes them, it ends their sequence, or it is only remembered. */
const POOL = PEOPLE.flatMap((person) =>
  ['opened', 'clicked', 'clicked', 'delivered', 'replied', 'complained'].map((type, nth) => ({
    ...{ person, type, at: MONDAY + (person * 10 + nth + 1) * 60_000 },
  })),
);

const eventsOf = (touches: readonly string[], which: readonly number[], prefix: string) =>
  which.map((index) => {
    const { person, type, at } = POOL[index] ?? { person: 0, type: '', at: 0 };
    return { eventId: `${prefix}-${index}`, type, touch: touches[person], occurredAt: iso(at) };
  });

async function stateOf(touches: readonly string[]) {
  const states: unknown[] = [];
  for (const id of touches) {
    const [enrollment] = await sql`
      select e.no, e.state, e.reason, e.due_at, e.wake, e.ended_at from enrollment e
      join touch t on t.enrollment_no = e.no where t.intent_id = ${id}`;
    const { no, ...own } = enrollment ?? {};
    const seen = await sql`
      select step, type, first_at, last_at, count, times::text from sighting where enrollment_no = ${no} order by step, type`;
    const logged = await sql`
      select body->>'type' as type, body->>'occurredAt' as at from event_log
      where (body->>'enrollmentNo')::bigint = ${no} and body->>'source' <> 'engine' order by 1, 2`;
    const gone = await sql`
      select u.reason, u.since from suppression u join contact c on u.holder_key = coalesce(c.address_key, c.subject_key)
      join enrollment e on e.contact_id = c.id where e.no = ${no}`;
    states.push({ ...own, seen: [...seen], logged: [...logged], gone: [...gone] });
  }
  return states;
}

test('calls side by side, whatever they share, leave what the same events leave one by one', async () => {
  const index = fc.nat({ max: POOL.length - 1 });
  const calls = fc.array(fc.array(index, { minLength: 1, maxLength: 8 }), { minLength: 2, maxLength: 6 });
  let round = 0;
  await fc.assert(
    fc.asyncProperty(calls, fc.boolean(), async (sent, twoProcesses) => {
      round++;
      const [together, alone] = [await people(), await people()];
      const source = 'test';
      const other = { ...engine, versions: new Versions(sql) };
      const answers = await Promise.all(
        sent.map((which, i) =>
          collect(twoProcesses && i % 2 === 1 ? other : engine, {
            ...{ workspaceId, source, events: eventsOf(together, which, `together-${round}`), now: now() },
          }),
        ),
      );
      const distinct = [...new Set(sent.flat())].sort((a, b) => a - b);
      for (const which of distinct)
        await collect(engine, {
          ...{ workspaceId, source, events: eventsOf(alone, [which], `alone-${round}`), now: now() },
        });
      const sum = (of: (answer: (typeof answers)[number]) => number) =>
        answers.reduce((all, answer) => all + of(answer), 0);
      expect(sum(({ accepted }) => accepted)).toBe(distinct.length);
      expect(sum(({ duplicates }) => duplicates)).toBe(sent.flat().length - distinct.length);
      expect(await stateOf(together)).toEqual(await stateOf(alone));
    }),
    { numRuns: 25 },
  );
  const [log] = await sql`
    select count(*) - count(distinct event_id) as twice,
      (select count(*) from log_head h where h.next <> (select count(*) from event_log l where l.part = h.part)) as wrong
    from event_log`;
  expect(log).toEqual({ twice: 0, wrong: 0 });
});

test('events whose enrollment changes while they wait for it are each taken, and once', async () => {
  const [touch = ''] = await people();
  const held = await sql.reserve();
  await held`begin`;
  await held`
    update enrollment set epoch = epoch + 1
    where no = (select enrollment_no from touch where intent_id = ${touch})`;
  const events = [3, 1, 2].map((minute) => ({
    ...{ eventId: `held-${minute}`, type: 'clicked', touch, occurredAt: iso(MONDAY + minute * 60_000) },
  }));
  const collecting = collect(engine, { workspaceId, source: 'test', events, now: now() });
  for (;;) {
    const waiting = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    if (waiting.length > 0) break;
  }
  await held`commit`;
  held.release();
  expect(await collecting).toEqual({ accepted: 3, duplicates: 0, rejected: [] });
  const logged = await sql<{ at: string }[]>`
    select body->>'occurredAt' as at from event_log
    where body->>'intentId' = ${touch} and body->>'type' = 'clicked' order by part, pos`;
  expect(logged.map(({ at }) => at)).toEqual([3, 1, 2].map((minute) => iso(MONDAY + minute * 60_000)));
});

test('an event of many calls at once is accepted in one of them and a duplicate in the others', async () => {
  const [touch] = await people();
  const event = { eventId: 'everywhere', type: 'clicked', touch, occurredAt: iso(MONDAY + HOUR) };
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      collect(engine, {
        ...{ workspaceId, source: 'test', now: now() },
        events: [event, { ...event, eventId: `own-${i}` }],
      }),
    ),
  );
  expect(answers.map(({ accepted }) => accepted).sort()).toEqual([1, 1, 1, 1, 1, 1, 1, 2]);
  expect(answers.map(({ duplicates }) => duplicates).sort()).toEqual([0, 1, 1, 1, 1, 1, 1, 1]);
});

test('a call whose events cannot be named is refused as a whole, the others at the same time are not', async () => {
  const [touch] = await people();
  const nameless = { type: 'clicked', touch, occurredAt: iso(MONDAY + HOUR) };
  const send = (events: object[]) => collect(engine, { workspaceId, source: 'test', events, now: now() });
  const settled = await Promise.allSettled([
    ...[1, 2, 3].map((n) => send([{ ...nameless, eventId: `named-${n}` }])),
    send([{ ...nameless, eventId: 'lost' }, nameless]),
    send([{ ...nameless, eventId: 'named-4' }]),
  ]);
  expect(settled.map(({ status }) => status)).toEqual([
    ...['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
  ]);
  expect(settled[3]).toMatchObject({ reason: { code: 'event-id-missing', field: 'events.1.eventId' } });
});
