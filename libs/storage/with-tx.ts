import { DomainError } from '#engine';
import { type Query, type Sql, transactionConnections } from './postgres/open-postgres.ts';

/** The connection inside a transaction: what an operation takes, less everything that opens or ends one. */
export type Tx = Query;

/**
 * Runs `fn` in a transaction: all of it is stored when this resolves; nothing when it rejects, unless the connection
 * was lost while committing (`transaction-ended`). After `timeoutMs` it rejects with `transaction-too-long`.
 * Four run at a time, so one inside another can wait for ever.
 *
 * A transaction has a connection to itself, and once that is lost, the client with it is thrown away. On a pool,
 * postgres 3.4.9 can
 * - run the rest of a transaction whose backend died on its own, or inside somebody else's (its issues 1216, 1204);
 * - send BEGIN without keeping the connection for it (1189, 823);
 * - leave statements that wait in the transaction unanswered for ever when the connection closes (1186).
 * And should a statement slip out, it meets a session that is read-only outside of `begin read write`.
 */
export function withTx<T>(sql: Sql, fn: (tx: Tx) => Promise<T>, { timeoutMs = 60_000 } = {}): Promise<T> {
  return transactionConnections(sql).use(async (own) => {
    let end: DomainError | undefined;
    own.onLost = () => {
      end ??= connectionLost();
    };
    let timer: NodeJS.Timeout | undefined;
    const givenUp = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        own.lost = true;
        end ??= transactionTooLong(timeoutMs);
        reject(end);
      }, timeoutMs);
    });
    try {
      const begun = own.sql.begin('read write', async (tx) => ({ value: await fn(guard(tx, () => end)) }));
      const { value } = await Promise.race([begun, givenUp]);
      return value;
    } catch (error) {
      if (end && end !== error) end.cause = error;
      throw end ?? error;
    } finally {
      clearTimeout(timer);
      end ??= transactionOver();
    }
  });
}

/** The transaction as its callback sees it: once it has ended, nothing goes out any more. */
function guard(tx: Tx, ended: () => DomainError | undefined): Tx {
  const check = () => {
    const error = ended();
    if (error) throw error;
  };
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

const transactionOver = () =>
  new DomainError({
    code: 'transaction-ended',
    detail: 'A statement came after its transaction had ended.',
    fix: 'Await every statement inside the callback of withTx.',
  });

const transactionTooLong = (timeoutMs: number) =>
  new DomainError({
    code: 'transaction-too-long',
    detail: `A transaction was still running after ${timeoutMs} ms and was given up.`,
    fix: 'Make it shorter, or look for what holds it up in pg_stat_activity and pg_locks.',
  });
