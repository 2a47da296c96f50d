import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/** An event that could not be taken when it was to act, as it came, and why. */
export interface RefusedEvent {
  readonly workspaceId: number;
  readonly source: string;
  readonly eventId: string;
  readonly code: string;
  readonly reason: string;
  readonly fix: string;
  readonly body: string;
  readonly cameAt: Instant;
}

/** An event that is refused, and the stored call that brought it. */
export interface EventToRefuse extends RefusedEvent {
  readonly call: number;
}

/**
 * Ends the wait of calls whose events have acted, and lays aside those that were refused; in one statement, and again it
 * changes nothing: who was slower and finds the call gone, or the event to have acted, has no say in it any more. The
 * identity of what was refused is free again: as if it had never come, it can be sent anew.
 * What was laid aside before a time goes. Uses waiting_call_pkey, inbox_pkey, refused_event_pkey, refused_event_age.
 */
export async function endWaiting(
  sql: Sql,
  calls: readonly number[],
  refused: readonly EventToRefuse[],
  keptSince: Instant,
): Promise<void> {
  await sql`
    with gone as (delete from waiting_call where id = any(${calls as number[]}::bigint[]) returning id),
    refused as materialized (
      select * from unnest(
        ${refused.map(({ call }) => call)}::bigint[],
        ${refused.map(({ workspaceId }) => workspaceId)}::integer[], ${refused.map(({ source }) => source)}::text[],
        ${refused.map(({ eventId }) => eventId)}::uuid[], ${refused.map(({ code }) => code)}::text[],
        ${refused.map(({ reason }) => reason)}::text[], ${refused.map(({ fix }) => fix)}::text[],
        ${refused.map(({ body }) => body)}::text[], ${refused.map(({ cameAt }) => iso(cameAt))}::timestamptz[]
      ) as r(call, workspace_id, source, event_id, code, reason, fix, body, came_at)
      where call in (select id from gone)
    ),
    freed as (
      delete from inbox where event_id in (select event_id from refused) and waits returning event_id
    ),
    old as (delete from refused_event where came_at < ${iso(keptSince)}::timestamptz)
    insert into refused_event (workspace_id, source, event_id, code, reason, fix, body, came_at)
    select workspace_id, source, event_id, code, reason, fix, body, came_at from refused
    where event_id in (select event_id from freed) order by workspace_id, event_id
    on conflict (workspace_id, event_id) do update set code = excluded.code, reason = excluded.reason, fix = excluded.fix,
      body = excluded.body, came_at = excluded.came_at`;
}
