import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';
import type { PlacedEvent } from './find-absent.ts';

/** So many are kept by name; where more are missing, a rebuild is due and their names help nobody. */
const KEPT = 10_000;

/** Notes what is missing. Index: missing_event_pkey. */
export async function noteMissing(sql: Sql, events: readonly PlacedEvent[], now: Instant): Promise<void> {
  if (events.length === 0) return;
  await sql`
    insert into missing_event (part, pos, event_id, workspace, sequence, step, type, month, noticed_at)
    select r.*, ${iso(now)}::timestamptz from unnest(
      ${events.map(({ part }) => part)}::smallint[], ${events.map(({ pos }) => pos)}::bigint[],
      ${events.map(({ eventId }) => eventId)}::uuid[], ${events.map(({ workspace }) => workspace)}::text[],
      ${events.map(({ sequence }) => sequence)}::text[], ${events.map(({ step }) => step)}::text[],
      ${events.map(({ type }) => type)}::text[], ${events.map(({ month }) => month)}::text[]
    ) as r
    limit greatest(0, ${KEPT} - (select count(*) from missing_event))
    on conflict do nothing`;
}

/** Everything that is noted as missing. Index: missing_event_pkey. */
export async function notedMissing(sql: Sql): Promise<PlacedEvent[]> {
  return await sql<PlacedEvent[]>`
    select m.part::int, m.pos, m.event_id as "eventId", m.workspace, m.sequence, m.step, m.type, m.month,
      coalesce((e.body->>'enrollmentNo')::bigint, 0) as "enrollmentNo"
    from missing_event m left join event_log e on e.part = m.part and e.pos = m.pos
    order by m.part, m.pos`;
}

/** Forgets what is there again. Index: missing_event_pkey. */
export async function forgetFound(sql: Sql, events: readonly PlacedEvent[]): Promise<void> {
  await sql`
    delete from missing_event where (part, pos) in (
      select * from unnest(${events.map(({ part }) => part)}::smallint[], ${events.map(({ pos }) => pos)}::bigint[]))`;
}

/** Where events are missing. */
export interface MissingGroup {
  readonly sequence: string;
  readonly step: string;
  readonly type: string;
  readonly month: string;
  readonly part: number;
  readonly events: number;
  readonly fromPos: number;
  readonly toPos: number;
}

/** The missing events of a workspace by where they belong. Scans missing_event, which is short. */
export async function listMissing(sql: Sql, workspace: string): Promise<MissingGroup[]> {
  return await sql<MissingGroup[]>`
    select sequence, step, type, month, part::int, count(*) as events, min(pos) as "fromPos", max(pos) as "toPos"
    from missing_event where workspace = ${workspace}
    group by sequence, step, type, month, part order by sequence, step, type, month, part`;
}
