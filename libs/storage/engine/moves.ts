import type { Contact } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/** An enrollment that ended on its way to another sequence. */
export interface PendingMove {
  readonly no: number;
  readonly workspaceId: number;
  readonly moveTo: string;
  readonly contact: Contact;
}

/** Exits that lead to another sequence and have not been followed yet. Uses enrollment_to_move. */
export async function pendingMoves(sql: Sql, limit: number): Promise<PendingMove[]> {
  return await sql<PendingMove[]>`
    select e.no, e.workspace_id as "workspaceId", e.move_to as "moveTo",
      json_build_object('id', c.external_id, 'email', c.email, 'timezone', c.timezone,
        'attributes', c.attributes) as contact
    from enrollment e join contact c on c.id = e.contact_id
    where e.move_to is not null order by e.no limit ${limit}`;
}

/** Marks exits as followed. Uses enrollment_pkey. */
export async function finishMoves(sql: Sql, numbers: readonly number[]): Promise<void> {
  await sql`update enrollment set move_to = null where no = any(${numbers as number[]}::bigint[])`;
}
