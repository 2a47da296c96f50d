import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { openPostgres, type Sql, type Tx, withTx } from '#storage';
import { testDatabase } from '../support/test-database.ts';

const { sql, url } = await testDatabase({ migrated: false });
const killer = openPostgres({ url, max: 1 });
afterAll(() => killer.end());

await sql`create table state (step integer)`;
await sql`create table outbox (event text)`;

beforeEach(async () => {
  await sql`truncate state, outbox`;
  await sql`insert into state values (0)`;
});

const stored = async () => {
  const [row] = await sql`select step, (select count(*) from outbox) as events from state`;
  return row;
};

/** Ends the session of a transaction. */
async function killBackend(tx: Tx): Promise<void> {
  const [row] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
  await killer`select pg_terminate_backend(${row?.pid ?? 0}, 5000)`;
}

/** 'stored', or the code of the error. */
const outcomeOf = (work: PromiseLike<unknown>): Promise<string> =>
  Promise.resolve(work).then(
    () => 'stored',
    (error) => error.code,
  );

/**
 * Kills the backend of a transaction between two statements and goes on with the second, once the transaction has
 * failed and its pool has connected anew. Answers what came of the transaction and of the second statement.
 */
async function killInTheMiddle(pool: Sql, begin: (work: (tx: Tx) => Promise<void>) => Promise<unknown>) {
  let late: Promise<string> | undefined;
  const transaction: Promise<string> = outcomeOf(
    begin(async (tx) => {
      await tx`update state set step = 1`;
      late = transaction
        .then(() => pool`select 1`)
        .then(() => outcomeOf(soon(() => tx`insert into outbox values ('sent')`)));
      await killBackend(tx);
      await late;
    }),
  );
  return { transaction: await transaction, late: await late };
}

/** Makes what is thrown a rejection. */
const soon = async (statement: () => PromiseLike<unknown>) => statement();

test('what a transaction did is there when it resolves, with its value', async () => {
  const value = await withTx(sql, async (tx) => {
    await tx`update state set step = 1`;
    await tx`insert into outbox values ('sent')`;
    return 'done';
  });
  expect(value).toBe('done');
  expect(await stored()).toEqual({ step: 1, events: 1 });
});

test('nothing of a transaction is there when its callback throws, and the error is the one thrown', async () => {
  const refusal = new Error('refused');
  await expect(
    withTx(sql, async (tx) => {
      await tx`update state set step = 1`;
      throw refusal;
    }),
  ).rejects.toBe(refusal);
  expect(await stored()).toEqual({ step: 0, events: 0 });
});

test('a failed statement fails the transaction, even where the callback goes on', async () => {
  await expect(
    withTx(sql, async (tx) => {
      await tx`insert into outbox values ('sent')`;
      await tx`select 1 / 0`.catch(() => 'shrugged off');
      return 'done';
    }),
  ).rejects.toThrow('its error was not passed on');
  expect(await stored()).toEqual({ step: 0, events: 0 });
});

test('postgres alone stores half of a transaction whose backend died: this is why withTx exists', async () => {
  const pool = openPostgres({ url, max: 1 });
  const came = await killInTheMiddle(pool, (work) => pool.begin(work));
  await pool.end({ timeout: 0 });
  expect(came).toEqual({ transaction: 'CONNECTION_CLOSED', late: 'stored' });
  expect(await stored()).toEqual({ step: 0, events: 1 });
});

test('withTx stores nothing of a transaction whose backend died, refuses the rest of it and rejects', async () => {
  const came = await killInTheMiddle(sql, (work) => withTx(sql, work));
  expect(came).toEqual({ transaction: 'transaction-ended', late: 'transaction-ended' });
  expect(await stored()).toEqual({ step: 0, events: 0 });
});

test('a backend that dies during a statement fails all that follows in the same breath', async () => {
  const late: string[] = [];
  const transaction = withTx(sql, async (tx) => {
    await tx`update state set step = 1`;
    const [row] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
    const sleeping = outcomeOf(tx`select pg_sleep(20)`);
    await killer`select pg_terminate_backend(${row?.pid ?? 0}, 5000)`;
    late.push(await sleeping);
    // Not a turn of the event loop between the failure and the next attempts.
    for (let attempt = 0; attempt < 3; attempt++) {
      late.push(await outcomeOf(soon(() => tx`insert into outbox values ('sent')`)));
    }
  });
  await expect(transaction).rejects.toMatchObject({ code: 'transaction-ended' });
  expect(late).not.toContain('stored');
  expect(await stored()).toEqual({ step: 0, events: 0 });
});

test('a statement that was written before the backend died is not stored after it', async () => {
  let late: Promise<string> | undefined;
  const transaction: Promise<string> = outcomeOf(
    withTx(sql, async (tx) => {
      const written = tx`insert into outbox values ('sent')`;
      late = transaction.then(() => outcomeOf(written));
      await killBackend(tx);
      await late;
    }),
  );
  expect(await transaction).toBe('transaction-ended');
  expect(await late).toBe('CONNECTION_ENDED');
  expect(await stored()).toEqual({ step: 0, events: 0 });
});

test('a statement that was written before the backend died and sent in the same breath is not stored', async () => {
  let late = '';
  const transaction = withTx(sql, async (tx) => {
    const written = tx`insert into outbox values ('sent')`;
    const [row] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
    const sleeping = outcomeOf(tx`select pg_sleep(20)`);
    await killer`select pg_terminate_backend(${row?.pid ?? 0}, 5000)`;
    await sleeping;
    late = await outcomeOf(written);
  });
  await expect(transaction).rejects.toMatchObject({ code: 'transaction-ended' });
  expect(late).not.toBe('stored');
  expect(await stored()).toEqual({ step: 0, events: 0 });
});

test('statements that wait in a transaction do not keep it waiting when its backend dies', async () => {
  await expect(
    withTx(sql, async (tx) => {
      const [row] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
      const waiting = Array.from({ length: 300 }, () => tx`select pg_sleep(20)`.catch(() => 'failed'));
      await killer`select pg_terminate_backend(${row?.pid ?? 0}, 5000)`;
      await Promise.all(waiting);
    }),
  ).rejects.toMatchObject({ code: 'transaction-ended' });
});

test('transactions that run beside one whose backend dies are stored', async () => {
  const steady = Array.from({ length: 12 }, (_, i) =>
    withTx(sql, async (tx) => {
      await tx`insert into outbox values (${`a${i}`})`;
      await tx`insert into outbox values (${`b${i}`})`;
    }),
  );
  const killed = withTx(sql, killBackend);
  await expect(killed).rejects.toMatchObject({ code: 'transaction-ended' });
  await Promise.all(steady);
  expect(await stored()).toEqual({ step: 0, events: 24 });
});

test('a statement after the end of its transaction is refused', async () => {
  const kept = await withTx(sql, async (tx) => ({ tx }));
  expect(() => kept.tx`insert into outbox values ('late')`).toThrow('after its transaction had ended');
  expect(() => kept.tx.unsafe(`insert into outbox values ('late')`)).toThrow(
    'after its transaction had ended',
  );
  expect(await stored()).toEqual({ step: 0, events: 0 });
});

test('a statement that slips out of a transaction meets a session that does not write', async () => {
  let written: PromiseLike<unknown> | undefined;
  await withTx(sql, async (tx) => {
    written = tx`insert into outbox values ('late')`;
  });
  // 25006: cannot execute INSERT in a read-only transaction.
  expect(await outcomeOf(written ?? Promise.resolve())).toBe('25006');
  expect(await stored()).toEqual({ step: 0, events: 0 });
});

test('a transaction that takes too long is given up, and leaves nothing', async () => {
  await expect(
    withTx(
      sql,
      async (tx) => {
        await tx`insert into outbox values ('sent')`;
        await new Promise(() => {});
      },
      { timeoutMs: 50 },
    ),
  ).rejects.toMatchObject({ code: 'transaction-too-long' });
  expect(await stored()).toEqual({ step: 0, events: 0 });
  // Its locks are gone with it.
  await sql`alter table outbox add column if not exists note text`;
});

test('transactions use a connection again, and give it back when the pool ends', async () => {
  const pool = openPostgres({ url, applicationName: 'counted' });
  const pids = new Set<number>();
  for (let i = 0; i < 5; i++) {
    await withTx(pool, async (tx) => {
      const [row] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
      pids.add(row?.pid ?? 0);
    });
  }
  expect(pids.size).toBe(1);
  await pool.end();
  // The server hears of it a moment later.
  while ((await killer`select from pg_stat_activity where application_name = 'counted'`).length > 0);
});

test('withTx refuses to nest on a transaction', async () => {
  await withTx(sql, async (tx) => {
    expect(() => withTx(tx as Sql, async () => {})).toThrow(TypeError);
  });
});

/** Holds a session, for its limits of time, and opens no transaction: vacuum refuses to run in one. */
const SESSIONS = ['libs/storage/erasure/remove-bytes.ts'];

test('nothing in Crest but withTx opens a transaction', async () => {
  const root = new URL('.', import.meta.resolve('#package.json'));
  const offenders: string[] = [];
  for (const folder of ['libs', 'apps']) {
    for (const name of await readdir(new URL(folder, root), { recursive: true })) {
      if (!name.endsWith('.ts') || name.endsWith('with-tx.ts') || name.endsWith('.test.ts')) continue;
      const text = await readFile(new URL(`${folder}/${name}`, root), 'utf8');
      const file = `${folder}/${name}`;
      const opens = /\.begin\(|`\s*(begin|start transaction)\b/i.test(text);
      if (opens || (/\.reserve\(/.test(text) && !SESSIONS.includes(file))) offenders.push(file);
    }
  }
  expect(offenders).toEqual([]);
});
