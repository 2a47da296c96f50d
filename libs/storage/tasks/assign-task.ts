import type { Sql } from '../postgres/open-postgres.ts';

/**
 * Gives an open task to somebody, or to nobody in particular; false where it is open no more. The touch is held while
 * that is written, so that a task which closes at this moment is assigned before that or not at all.
 * Uses touch_intent_id_key, task_pkey.
 */
export async function assignTask(sql: Sql, id: string, assignee: string | null): Promise<boolean> {
  const rows = await sql`
    with open as materialized (
      select enrollment_no, visit from touch
      where intent_id = ${id}::uuid and effect = 'task' and state = 'open' for update
    )
    insert into task (enrollment_no, visit, assignee)
    select enrollment_no, visit, ${assignee} from open
    on conflict (enrollment_no, visit) do update set assignee = excluded.assignee
    returning 1`;
  return rows.length > 0;
}
