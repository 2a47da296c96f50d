import { expect, test } from '@jest/globals';
import { enroll } from '#runtime';
import { type Claim, claimDue, openPostgres, saveDraft } from '#storage';
import { publish } from '../../apps/api/sequences/publish.ts';
import { DAY, email, MONDAY, testEngine } from '../support/test-engine.ts';

const { sql, url, engine } = await testEngine();
const now = MONDAY + 2 * DAY;
const leaseMs = 60_000;

/** A workspace of its own with so many enrollments that are due. */
async function workspaceWith(key: string, count: number): Promise<void> {
  const [row] = await sql<{ id: number }[]>`insert into workspace (key) values (${key}) returning id`;
  const workspaceId = row?.id ?? 0;
  const content = { key: 'letters', name: 'Letters', goal: 'replied', steps: [email('one', { day: 1 })] };
  await saveDraft(sql, { now: MONDAY }, { workspaceId, key: content.key, name: content.name, content });
  await publish(sql, { workspaceId, key: content.key, now: MONDAY });
  const lines = Array.from({ length: count }, (_, i) => ({ contact: { id: `${key}-${i}` } }));
  await enroll(engine, { workspaceId, sequenceKey: content.key, lines, now: MONDAY });
}

const release = () => sql`update part_lease set lease_until = null`;

const shares = (claims: readonly Claim[]) => {
  const counts: Record<string, number> = {};
  for (const { workspace } of claims) counts[workspace] = (counts[workspace] ?? 0) + 1;
  return counts;
};

test('the backlog of one workspace keeps no other waiting: a batch is shared evenly, oldest first', async () => {
  await workspaceWith('large', 400);
  const alone = await claimDue(sql, { now, leaseMs, limit: 100 });
  expect(shares(alone.claims)).toEqual({ large: 100 });
  expect(alone.claims.map(({ no }) => no)).toEqual(alone.claims.map(({ no }) => no).sort((a, b) => a - b));
  await release();
  await workspaceWith('small', 10);
  const shared = await claimDue(sql, { now, leaseMs, limit: 100 });
  expect(shares(shared.claims)).toEqual({ large: 50, small: 10 });
  // The large one filled its share, so there may be more.
  expect(shared.more).toBe(true);
  await release();
});

test('a claim leases the partitions it takes from, and leaves those of other workers alone', async () => {
  const own = await claimDue(sql, { now, leaseMs, limit: 20, parts: [1, 2] });
  expect(new Set(own.claims.map(({ part }) => part))).toEqual(new Set([1, 2]));
  expect((await claimDue(sql, { now, leaseMs, limit: 20, parts: [1] })).claims).toEqual([]);
  const others = await claimDue(sql, { now, leaseMs, limit: 200 });
  expect(new Set(others.claims.map(({ part }) => part))).toEqual(new Set([0, 3, 4, 5, 6, 7]));
  const later = await claimDue(sql, { now: now + leaseMs, leaseMs, limit: 1, parts: [1] });
  expect(later.claims[0]?.no).toBe(own.claims.find(({ part }) => part === 1)?.no);
  expect(later.claims[0]?.lease).toBe((own.claims[0]?.lease ?? 0) + 1);
});

test('a claim reads about as many entries of the index as it takes enrollments, however many are due', async () => {
  await release();
  const pool = openPostgres({ url, max: 1 });
  // Of this session alone: others write down what they have read when it suits them.
  const entriesRead = async () => {
    const [row] = await pool<{ n: number }[]>`
      select pg_stat_get_xact_tuples_returned('enrollment_due'::regclass) as n`;
    return row?.n ?? 0;
  };
  await pool`begin`;
  const before = await entriesRead();
  const { claims } = await claimDue(pool, { now, leaseMs, limit: 6, parts: [1] });
  expect(claims).toHaveLength(5);
  // A look into each of two workspaces, and three of the large and both of the small.
  const read = (await entriesRead()) - before;
  expect(read).toBeGreaterThanOrEqual(5);
  expect(read).toBeLessThanOrEqual(7);
  await pool`rollback`;
  await pool.end();
});
