import type { Sql } from '../postgres/open-postgres.ts';
import { withTx } from '../with-tx.ts';

/** Any number of our own that nothing else locks. */
const UPKEEP_LOCK = 4_826_118;
const PATIENCE_MS = 24 * 3_600_000;

/**
 * Runs what rewrites whole tables (a rebuild, forgetting a person) while no other process does so; null, and nothing is
 * run, where one does. The lock ends with its connection, so nobody has to take it from a process that died; and where
 * only the connection is lost, another process may begin while this one is still at it. So the lock spares work, and
 * what keeps the work right is its own: each step names the rebuild it is of, and fails where that was given up.
 */
export async function holdUpkeep<T>(sql: Sql, work: () => Promise<T>): Promise<T | null> {
  const begun: Promise<T>[] = [];
  try {
    return await withTx(
      sql,
      async (tx) => {
        const [lock] = await tx<
          [{ held: boolean }]
        >`select pg_try_advisory_xact_lock(${UPKEEP_LOCK}) as held`;
        if (!lock.held) return null;
        // Said in the simple protocol, it also ends the portal of the question above, which would keep its snapshot, and
        // with it whatever the work deletes, for as long as the lock is held.
        await tx.unsafe(`set local idle_in_transaction_session_timeout = ${PATIENCE_MS}`);
        const working = work();
        begun.push(working);
        return working;
      },
      { timeoutMs: PATIENCE_MS },
    );
  } catch (error) {
    const [working] = begun;
    if (working === undefined) throw error;
    // Without its lock it still goes on, and only it knows how it ends.
    return working;
  }
}
