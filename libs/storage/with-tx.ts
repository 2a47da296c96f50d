import { DomainError } from '#engine';
import { type Query, type Sql, transactionConnections } from './postgres/open-postgres.ts';

/** The connection inside a transaction: what an operation takes, less everything that opens or ends one. */
export type Tx = Query;

/**
 * Runs `fn` in a transaction: all of it is stored when this resolves; nothing when it rejects, unless the connection
 * was lost while committing (`transaction-ended`). After `timeoutMs` it rejects with `transaction-too-long`.
 * Four run at a time, so one inside another can wait for ever.
 *
 * `sql.begin` of postgres 3.4.9 is not used anywhere, since it can
 * - run the rest of a transaction whose backend died on its own, or inside somebody else's (its issues 1216, 1204);
 * - end this process by writing to the socket that has just been closed (1155);
 * - send BEGIN without keeping the connection for it (1189, 823);
 * - leave statements that wait in the transaction unanswered for ever when the connection closes (1186).
 * Here a transaction has a client of one connection to itself, which is thrown away when that connection is lost.
 * Should a statement slip out all the same, it meets a session that is read-only outside of `begin read write`.
 */
export function withTx<T>(sql: Sql, fn: (tx: Tx) => Promise<T>, { timeoutMs = 60_000 } = {}): Promise<T> {
  return transactionConnections(sql).use(async (own) => {
    let end: DomainError | undefined;
    const check = () => {
      if (end) throw end;
    };
    let timer: NodeJS.Timeout | undefined;
    const cutOff = new Promise<never>((_, reject) => {
      own.onLost = () => {
        end ??= connectionLost();
        reject(end);
      };
      timer = setTimeout(() => {
        own.lost = true;
        end ??= tooLong(timeoutMs);
        reject(end);
      }, timeoutMs);
    });
    try {
      return await Promise.race([run(own.sql, fn, check), cutOff]);
    } catch (error) {
      if (end && end !== error) end.cause = error;
      throw end ?? error;
    } finally {
      clearTimeout(timer);
      end ??= alreadyOver();
    }
  });
}

async function run<T>(sql: Sql, fn: (tx: Tx) => Promise<T>, check: () => void): Promise<T> {
  await sql.unsafe('begin read write');
  let value: T;
  try {
    value = await fn(guard(sql, check));
  } catch (error) {
    check();
    await sql.unsafe('rollback');
    throw error;
  }
  check();
  const { command } = await sql.unsafe('commit');
  // The client connects anew by itself, and outside of a transaction COMMIT succeeds.
  check();
  // Where a statement has failed, COMMIT is a rollback and succeeds as such.
  if (command !== 'COMMIT') throw statementFailed();
  return value;
}

/** The transaction as its callback sees it: once it has ended, nothing goes out any more. */
function guard(tx: Tx, check: () => void): Tx {
  return new Proxy(tx, {
    apply(target, self, args) {
      check();
      return Reflect.apply(target, self, args);
    },
    get(target, key) {
      check();
      return Reflect.get(target, key);
    },
  });
}

const connectionLost = () =>
  new DomainError({
    code: 'transaction-ended',
    detail: 'The connection to PostgreSQL was lost during a transaction.',
    fix: 'Look at what is stored, then try again.',
  });

const alreadyOver = () =>
  new DomainError({
    code: 'transaction-ended',
    detail: 'A statement came after its transaction had ended.',
    fix: 'Await every statement inside the callback of withTx.',
  });

const statementFailed = () =>
  new DomainError({
    code: 'transaction-ended',
    detail:
      'A statement of the transaction had failed and its error was not passed on, so nothing was stored.',
    fix: 'Let the errors of statements inside withTx through.',
  });

const tooLong = (timeoutMs: number) =>
  new DomainError({
    code: 'transaction-too-long',
    detail: `A transaction was still running after ${timeoutMs} ms and was given up.`,
    fix: 'Make it shorter, or look for what holds it up in pg_stat_activity and pg_locks.',
  });
