import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { enroll, exit, pause, resume, runOnce, Versions } from '#runtime';
import { changeState } from '#storage';
import { DAY, email, HOUR, MONDAY, testEngine } from '../../support/test-engine.ts';

const { sql, engine, workspaceId, playTo, publishFile, tell } = await testEngine();

const SEQUENCES = [
  { key: 'wait-0', conflict: { policy: 'wait' } },
  { key: 'wait-1', conflict: { policy: 'wait', priority: 1 } },
  { key: 'over-1', conflict: { policy: 'priority', priority: 1 } },
  { key: 'over-2', conflict: { policy: 'priority', priority: 2 } },
];
for (const file of SEQUENCES)
  await publishFile({ ...file, reentry: 'always', steps: [email('a', { day: 0 }), email('b', { day: 2 })] });

type Deed =
  | { readonly do: 'enroll'; readonly sequence: number }
  | { readonly do: 'toggle-sequence'; readonly sequence: number }
  | { readonly do: 'reply' | 'pause' | 'resume' | 'exit'; readonly of: number }
  | { readonly do: 'wait'; readonly hours: number };

const sequence = fc.nat({ max: SEQUENCES.length - 1 });
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('enroll' as const), sequence }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('toggle-sequence' as const), sequence }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('reply' as const, 'pause' as const, 'resume' as const, 'exit' as const),
      of: fc.nat({ max: 9 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 60 }) }),
  },
);

/** Everybody of a contact who may run, and who of them does. */
async function standing(contact: string) {
  return await sql<
    { no: number; id: string; goes: boolean; runs: boolean; state: string; priority: number }[]
  >`
    select e.no, e.id, e.state = 'active' and s.state <> 'paused' as goes, e.turn is null as runs, e.state, e.priority
    from enrollment e join sequence s on s.id = e.sequence_id join contact c on c.id = e.contact_id
    where c.external_id = ${contact} and e.state in ('active', 'paused') order by e.no`;
}

async function toggle(key: string): Promise<void> {
  const paused = await changeState(sql, workspaceId, key, { from: ['published'], to: 'paused' });
  if (paused === null) await changeState(sql, workspaceId, key, { from: ['paused'], to: 'published' });
}

test('whatever happens, one of a contact runs at a time, somebody runs where somebody can, and nobody waits for ever', async () => {
  let round = 0;
  let now = MONDAY;
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 5, maxLength: 25 }), async (deeds) => {
      const id = `contact-${round++}`;
      const ids: string[] = [];
      for (const each of deeds) {
        if (each.do === 'wait') now += each.hours * HOUR;
        else if (each.do === 'enroll') {
          const { key } = SEQUENCES[each.sequence] ?? { key: '' };
          const [open] = await sql`select from sequence where key = ${key} and state = 'published'`;
          if (open) {
            const lines = [{ contact: { id, email: `${id}@example.com` } }];
            const { results } = await enroll(engine, { workspaceId, sequenceKey: key, lines, now });
            if (results[0]?.accepted) ids.push(results[0].enrollmentId);
          }
        } else if (each.do === 'toggle-sequence') await toggle(SEQUENCES[each.sequence]?.key ?? '');
        else await act(each.do, ids[each.of]);
        await playTo(now);
        const live = await standing(id);
        const able = live.filter(({ goes }) => goes);
        const running = able.filter(({ runs }) => runs);
        expect(running.length).toBe(able.length > 0 ? 1 : 0);
        expect(live.filter(({ runs }) => runs).length).toBeLessThanOrEqual(live.length - able.length + 1);
      }
      for (const { key } of SEQUENCES)
        await changeState(sql, workspaceId, key, { from: ['paused'], to: 'published' });
      for (const { id: paused, state } of await standing(id))
        if (state === 'paused') await act('resume', paused);
      now += 25 * 5 * DAY;
      await playTo(now);
      expect(await standing(id)).toEqual([]);
    }),
    { numRuns: 25 },
  );

  async function act(what: 'reply' | 'pause' | 'resume' | 'exit', id: string | undefined): Promise<void> {
    if (id === undefined) return;
    const [{ state } = { state: '' }] = await sql<
      { state: string }[]
    >`select state from enrollment where id = ${id}::uuid`;
    if (state !== 'active' && state !== 'paused') return;
    const call = { workspaceId, id, now };
    if (what === 'reply') await tell({ type: 'replied', enrollmentId: id }, now);
    else if (what === 'exit') await exit(engine, { ...call, reason: 'manual' });
    else await (what === 'pause' ? pause : resume)(engine, call);
  }
});

test('eight workers over contacts who arrive, reply and end all the time: no deadlock, and all come to their end', async () => {
  const now = MONDAY + 20_000 * DAY;
  const people = Array.from({ length: 30 }, (_, i) => `crowd-${i}`);
  const arrive = async (key: string, order: readonly string[]) => {
    const lines = order.map((id) => ({ contact: { id, email: `${id}@example.com` } }));
    await enroll(engine, { workspaceId, sequenceKey: key, lines, now });
  };
  const worker = async () => {
    const own = { ...engine, versions: new Versions(sql), batch: 11 };
    for (let day = 0; day < 12; day++) await runOnce(own, now + day * DAY);
  };
  const replies = async () => {
    for (let i = 0; i < 30; i += 3)
      await tell({ type: 'replied', contact: `crowd-${i}`, sequence: 'wait-0' }, now + DAY);
  };
  await Promise.all([
    ...SEQUENCES.map(({ key }, i) => arrive(key, i % 2 === 0 ? people : people.toReversed())),
    ...Array.from({ length: 8 }, worker),
    replies(),
  ]);
  for (let day = 12; day < 40; day++) await runOnce(engine, now + day * DAY);
  const [left] = await sql<{ live: number; running: number }[]>`
    select count(*) as live, count(*) filter (where turn is null) as running from enrollment where state = 'active'`;
  expect(left).toEqual({ live: 0, running: 0 });
});
