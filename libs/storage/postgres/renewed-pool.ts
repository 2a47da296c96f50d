import type { Sql } from 'postgres';
import { errorCode } from '../error-code.ts';

/** A statement has been lost together with its connection, or a connection did not come about at all. */
const LOST = new Set(['CONNECTION_CLOSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'CONNECT_TIMEOUT']);
/** Longer than any statement may run (`statement_timeout`). */
const LAST_ANSWER_MS = 65_000;

/**
 * A pool that takes no new statement once it has lost one: from then on a fresh pool serves, and the old one ends with
 * what still runs in it. For a connection of postgres 3.4.9 does not recover from losing a statement:
 * - one that is sent between the error of its socket and the closing of it is never answered;
 * - where it closes while a write waits for its turn, it never writes again at once, so that connecting anew fails for
 *   as long as there is something to do (its issues 1133, 1209);
 * - `end` waits for its lost statement for ever (1097, 1130).
 * 149 backends ended in 40 s left 13 statements of 24 callers unanswered for good; with this, none.
 */
export function renewedPool<T extends Record<string, unknown>>(open: () => Sql<T>): Sql<T> {
  let current = open();
  const retired = new Set<Sql<T>>();

  function retire(pool: Sql<T>): void {
    if (pool !== current) return;
    current = open();
    retired.add(pool);
    // Ends each connection as soon as it is idle; the one that lost its statement never says that it is. The client's
    // types leave it out.
    if ('close' in pool && typeof pool.close === 'function') void pool.close();
    const last = setTimeout(() => {
      retired.delete(pool);
      // What is still not answered fails.
      void pool.end({ timeout: 0 });
    }, LAST_ANSWER_MS);
    last.unref();
  }

  /** Sees a statement fail before the one who waits for it does. A fragment is never sent, so it never fails. */
  function watched(pool: Sql<T>, made: unknown): unknown {
    if (made instanceof Promise) {
      // Not `made.then`, which would send it.
      Promise.prototype.then.call(made, undefined, (error: unknown) => {
        if (LOST.has(errorCode(error) ?? '')) retire(pool);
      });
    }
    return made;
  }

  async function end(options?: { timeout?: number }): Promise<void> {
    const old = [...retired].map((pool) => pool.end({ timeout: options?.timeout ?? 1 }));
    await Promise.all([current.end(options), ...old]);
  }

  return new Proxy(current, {
    apply: (_, self, args) => watched(current, Reflect.apply(current, self, args)),
    get(_, key) {
      const pool = current;
      if (key === 'end') return end;
      if (key === 'unsafe')
        return (...args: Parameters<Sql<T>['unsafe']>) => watched(pool, pool.unsafe(...args));
      return Reflect.get(pool, key);
    },
  });
}
