import { afterAll, expect, test } from '@jest/globals';
import { openPostgres } from '#storage';
import { tcpGate } from '../support/tcp-gate.ts';
import { testDatabase } from '../support/test-database.ts';

const { url } = await testDatabase({ migrated: false });
const gate = await tcpGate(url);
const admin = openPostgres({ url, max: 1 });
afterAll(() => admin.end());

/** 'answered', or the code of the error. */
const outcomeOf = (statement: PromiseLike<unknown>): Promise<string> =>
  Promise.resolve(statement).then(
    () => 'answered',
    (error) => error.code,
  );

/** Waits until a statement of a pool waits for this. */
async function waiting(applicationName: string, event: 'PgSleep' | 'advisory'): Promise<void> {
  const rows = await admin`
    select from pg_stat_activity where wait_event = ${event} and application_name = ${applicationName}`;
  if (rows.length === 0) return waiting(applicationName, event);
}

test.each([
  ['close', 'CONNECTION_CLOSED'],
  ['reset', 'ECONNRESET'],
] as const)(
  'where all connections %s at once, what comes in the same breath is answered',
  async (how, code) => {
    const sql = openPostgres({ url: gate.url, max: 6, applicationName: how });
    const six = <T>(run: () => T) => Promise.all(Array.from({ length: 6 }, run));
    await six(() => sql`select pg_sleep(0.05)`);
    const lost = outcomeOf(sql`select pg_sleep(20)`);
    const next = lost.then(() => six(() => outcomeOf(sql`select 1`)));
    await waiting(how, 'PgSleep');
    gate.interrupt(how);
    expect(await lost).toBe(code);
    expect(new Set(await next)).toEqual(new Set(['answered']));
    await sql.end();
  },
);

test('what runs on other connections is answered when one is lost, and then they close', async () => {
  const sql = openPostgres({ url, max: 2, applicationName: 'two' });
  const lost = outcomeOf(sql`select pg_sleep(20)`);
  await admin`select pg_advisory_lock(1)`;
  const kept = outcomeOf(sql`select pg_advisory_lock(1)`);
  await waiting('two', 'PgSleep');
  await waiting('two', 'advisory');
  await admin`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'two' and query = 'select pg_sleep(20)'`;
  expect(await lost).toBe('CONNECTION_CLOSED');
  expect(await outcomeOf(sql`select 1`)).toBe('answered');
  await admin`select pg_advisory_unlock(1)`;
  expect(await kept).toBe('answered');
  await sql.end();
  // The server hears of it a moment later.
  while ((await admin`select from pg_stat_activity where application_name = 'two'`).length > 0);
});
