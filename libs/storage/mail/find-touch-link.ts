import type { Sql } from '../postgres/open-postgres.ts';

export interface TouchLink {
  /** Null where the touch is gone. */
  readonly workspaceId: number | null;
  /** Null where no link was asked for, or it is gone. */
  readonly address: string | null;
}

/** The workspace of a touch, and where a link of its mail leads. Uses touch_intent_id_key, enrollment_pkey, mail_link_pkey. */
export async function findTouchLink(sql: Sql, intentId: string, linkId: string | null): Promise<TouchLink> {
  const [row] = await sql<TouchLink[]>`
    select
      (select e.workspace_id from touch t join enrollment e on e.no = t.enrollment_no
        where t.intent_id = ${intentId}::uuid) as "workspaceId",
      (select address from mail_link where id = ${linkId}::uuid) as address`;
  if (!row) throw new Error('a select without a table answers one row');
  return row;
}
