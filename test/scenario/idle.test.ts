import { afterAll, expect, test } from '@jest/globals';
import { type Engine, enroll, Versions, workOnce } from '#runtime';
import { changeState, openPostgres } from '#storage';
import { LIFECYCLE } from '../../apps/api/sequences/lifecycle.ts';
import { DAY, email, HOUR, MONDAY, testEngine } from '../support/test-engine.ts';

const { sql, url, engine, workspaceId, publishFile, enrollOne } = await testEngine();
const statements: string[] = [];
const pool = openPostgres({ url, max: 2, onStatement: (text) => statements.push(text) });
const counted: Engine = { ...engine, sql: pool, versions: new Versions(pool) };

// A connection begins with a look at the types that there are.
await pool`select 1`;

afterAll(() => pool.end());

/** How many statements a run takes. */
async function statementsAt(now: number): Promise<number> {
  statements.length = 0;
  await workOnce(counted, now);
  return statements.length;
}

test('an engine with nothing due asks the database once a poll, whatever waits for later', async () => {
  await publishFile({ key: 'later', steps: [email('one', { day: 1 }), email('two', { day: 3 })] });
  await enrollOne('later', { id: 'ada' }, MONDAY);
  expect(await statementsAt(MONDAY + HOUR)).toBe(1);
  expect(await statementsAt(MONDAY + 2 * HOUR)).toBe(1);
  expect(await statementsAt(MONDAY + DAY)).toBeGreaterThan(1);
  expect(await statementsAt(MONDAY + DAY)).toBe(1);
});

test('a backlog in a paused sequence is read once, and goes on when the sequence does', async () => {
  await publishFile({ key: 'halted', steps: [email('one', { day: 1 })] });
  const lines = Array.from({ length: 450 }, (_, i) => ({
    contact: { id: `p-${i}`, email: `p${i}@example.com` },
  }));
  await enroll(engine, { workspaceId, sequenceKey: 'halted', lines, now: MONDAY });
  await changeState(sql, workspaceId, 'halted', LIFECYCLE.pause);
  const due = MONDAY + 2 * DAY;
  await workOnce(counted, due);
  const parked = await sql`select from enrollment where parked`;
  expect(parked).toHaveLength(450);
  // Nothing of it is met again.
  expect(await statementsAt(due + HOUR)).toBe(1);
  expect(await mails()).toBe(0);
  await changeState(sql, workspaceId, 'halted', LIFECYCLE.resume);
  await workOnce(counted, due + 2 * HOUR);
  expect(await mails()).toBe(450);
  expect(await statementsAt(due + 2 * HOUR)).toBe(1);
});

async function mails(): Promise<number> {
  const rows = await sql`
    select from touch t join enrollment e on e.no = t.enrollment_no join sequence s on s.id = e.sequence_id
    where s.key = 'halted' and t.state = 'sent'`;
  return rows.length;
}
