import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { storeCalls } from '#storage';
import { testDatabase } from '../support/test-database.ts';

const { sql } = await testDatabase();
const cameAt = Date.parse('2026-01-05T08:00:00Z');
const pool = Array.from({ length: 12 }, () => randomUUID());
const call = (ids: readonly string[]) => ({ source: 'test', cameAt, ids, events: JSON.stringify(ids) });

/** What it should do, told call by call: each keeps the ids that nobody had before it; one with none is not stored. */
function expected(groups: readonly (readonly (readonly string[])[])[]) {
  const known = new Set<string>();
  return groups.map((calls) => {
    const before = new Set(known);
    const stored = calls.map((ids) => ids.map((id) => (known.has(id) ? '' : known.add(id) && id)));
    return {
      fresh: new Set([...known].filter((id) => !before.has(id))),
      stored: stored.filter((ids) => ids.some((id) => id !== '')).map((ids) => ids.join()),
    };
  });
}

test('of calls that come together or one behind another, each keeps the ids it brought first; one without any is not stored', async () => {
  const ids = fc.array(fc.constantFrom(...pool), { minLength: 0, maxLength: 6 });
  const groups = fc.array(fc.array(ids, { maxLength: 4 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(groups, async (some) => {
      await sql`truncate inbox, waiting_call`;
      for (const [no, want] of expected(some).entries()) {
        const fresh = await storeCalls(sql, no, (some[no] ?? []).map(call));
        expect(new Set(fresh)).toEqual(want.fresh);
        const stored = await sql<{ ids: string; count: number }[]>`
          select ids, count from waiting_call where workspace_id = ${no} order by id`;
        expect(stored.map((row) => row.ids)).toEqual(want.stored);
        for (const row of stored) expect(row.count).toBe(row.ids.split(',').filter((id) => id !== '').length);
      }
      const [inbox] = await sql<{ all: number; waiting: number }[]>`
        select count(*)::int as all, count(*) filter (where waits)::int as waiting from inbox`;
      const all = new Set(some.flat(2)).size;
      expect(inbox).toEqual({ all, waiting: all });
    }),
    { numRuns: 60 },
  );
});
