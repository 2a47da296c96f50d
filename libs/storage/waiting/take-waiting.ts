import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/** A call that was stored and is to act. */
export interface WaitingCall {
  readonly id: number;
  readonly workspaceId: number;
  readonly source: string;
  readonly cameAt: Instant;
  /** The JSON array of its events. */
  readonly events: string;
  /** The identity of each, with commas between; nothing for one that was a duplicate. */
  readonly ids: string;
}

/** What takes 15 s in the beginning takes an hour then. */
const MOST_DOUBLINGS = 8;

/**
 * Leases the calls that have waited longest, so that no two processes work on one at a time. A lease only saves work: that
 * an event acts once is held by its identity. It is twice as long with every time that a call was leased before: one that
 * breaks every time leaves room for those behind it. Uses waiting_call_pkey.
 */
export async function takeWaiting(
  sql: Sql,
  at: { now: Instant; leaseMs: number },
  most: { calls: number; events: number },
): Promise<WaitingCall[]> {
  const calls = await sql<WaitingCall[]>`
    update waiting_call set attempts = least(attempts + 1, ${MOST_DOUBLINGS}),
      lease_until = ${iso(at.now)}::timestamptz + (${at.leaseMs} * 2 ^ attempts)::integer * interval '1 millisecond'
    where id in (
      select id from (
        select id, sum(count) over (order by id) - count as before from (
          select id, count from waiting_call
          where lease_until is null or lease_until <= ${iso(at.now)}::timestamptz
          order by id limit ${most.calls} for update skip locked
        ) free
      ) taken where before < ${most.events}
    )
    returning id, workspace_id as "workspaceId", source, came_at as "cameAt", events, ids`;
  return calls.sort((a, b) => a.id - b.id);
}
