import { type Instant, iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';
import type { RefusedEvent } from './end-waiting.ts';

export interface RefusedQuestion {
  readonly workspaceId: number;
  /** The last one of the page before. */
  readonly after: { readonly cameAt: Instant; readonly eventId: string } | null;
  readonly limit: number;
}

/** Events that were answered before their touch was looked up, and refused then; newest first. Uses refused_event_age. */
export async function listRefusedEvents(
  sql: Sql,
  { workspaceId, after, limit }: RefusedQuestion,
): Promise<RefusedEvent[]> {
  return await sql<RefusedEvent[]>`
    select workspace_id as "workspaceId", source, event_id as "eventId", code, reason, fix, body, came_at as "cameAt"
    from refused_event
    where workspace_id = ${workspaceId}
      ${
        after === null
          ? sql``
          : sql`and came_at <= ${iso(after.cameAt)}::timestamptz and (came_at < ${iso(after.cameAt)}::timestamptz
              or event_id > ${after.eventId}::uuid)`
      }
    order by came_at desc, event_id limit ${limit}`;
}
