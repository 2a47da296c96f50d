import type { Contact, Instant } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';
import { type ContactColumns, withContact } from './contact-columns.ts';
import { type EventRow, logTail, rowsWithBodies } from './log-tail.ts';

/** An enrollment that ended on its way to another sequence. */
export interface PendingMove {
  readonly no: number;
  readonly id: string;
  readonly workspaceId: number;
  readonly workspace: string;
  readonly sequence: string;
  readonly version: number;
  readonly enrolledAt: Instant;
  readonly arms: Readonly<Record<string, string>>;
  readonly subjectKey: string;
  /** The moves that led to this enrollment. */
  readonly moves: number;
  readonly moveTo: string;
  /** Null: there is no such sequence. */
  readonly targetState: 'published' | 'archived' | null;
  readonly contact: Contact;
}

/**
 * Exits that lead to another sequence and have not been followed yet. Those whose target is paused, or not published yet,
 * wait for it: the targets are found one by one in the index, so that who waits is not read.
 * Uses enrollment_to_move, sequence_workspace_id_key_key.
 */
export async function pendingMoves(sql: Sql, limit: number): Promise<PendingMove[]> {
  const rows = await sql<(Omit<PendingMove, 'contact'> & ContactColumns)[]>`
    with recursive ${moveTargets(sql)}
    select e.no, e.id, e.workspace_id as "workspaceId", w.key as workspace, own.key as sequence, e.version,
      e.enrolled_at as "enrolledAt", e.arms, e.moves, e.move_to as "moveTo", s.state as "targetState",
      c.external_id as "contactId", c.email, c.timezone, c.attributes, c.subject_key as "subjectKey"
    from target t
    left join sequence s on s.workspace_id = t.workspace_id and s.key = t.move_to
    cross join lateral (
      select * from enrollment e
      where e.workspace_id = t.workspace_id and e.move_to = t.move_to and e.move_to is not null
      order by e.no limit ${limit}
    ) e
    join contact c on c.id = e.contact_id
    join workspace w on w.id = e.workspace_id
    join sequence own on own.id = e.sequence_id
    where s.state is null or s.state in ('published', 'archived')
    order by e.no limit ${limit}`;
  return rows.map(withContact);
}

/** A recursive CTE `target(workspace_id, move_to)`: where exits lead to, by one look into the index for each. */
export const moveTargets = (sql: Sql) => sql`
  target(workspace_id, move_to) as (
    (select workspace_id, move_to from enrollment where move_to is not null order by 1, 2 limit 1)
    union all
    select next.workspace_id, next.move_to from target t
    cross join lateral (
      select e.workspace_id, e.move_to from enrollment e
      where e.move_to is not null and (e.workspace_id, e.move_to) > (t.workspace_id, t.move_to)
      order by 1, 2 limit 1
    ) next
  )`;

/** How a move ended: followed, or refused for a reason that an event tells. */
export interface FinishedMove {
  readonly no: number;
  readonly refused: { readonly code: string; readonly event: EventRow } | null;
}

/**
 * Notes what became of exits, each once. One that was followed before (its process died before it could note that) is
 * not refused for having been. Uses enrollment_pkey, enrollment_moved.
 */
export async function finishMoves(sql: Sql, moves: readonly FinishedMove[]): Promise<void> {
  const input = moves.map(({ no, refused }) => ({
    row: { no, code: refused?.code ?? null },
    bodies: { body: refused?.event.body ?? null },
  }));
  await sql`
    with input as materialized (
      select * from json_to_recordset(${rowsWithBodies(input)}::text::json)
        as r(no bigint, code text, body json)
    ),
    held as materialized (
      select no from enrollment where no in (select no from input) and move_to is not null order by no for update
    ),
    done as (
      update enrollment e set move_to = null,
        move_refused = case when not exists (select from enrollment x where x.moved_from = e.no) then i.code end
      from input i where e.no = i.no and e.no in (select no from held)
      returning e.no, e.part, e.move_refused
    ),
    ev as materialized (
      select d.part, i.no as ord, 1::smallint as count, null::text as shared, i.body::text as own
      from done d join input i using (no)
      where d.move_refused is not null
    ),
    ${logTail(sql, ['done'])}
    select 1`;
}
