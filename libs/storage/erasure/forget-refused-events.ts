import type { Sql } from '../postgres/open-postgres.ts';

/**
 * Empties the texts of refused events that came before somebody was erased: whom one was about, nobody knows. Why it was
 * refused stays. Scans refused_event, which holds a month.
 */
export async function forgetRefusedEvents(sql: Sql): Promise<void> {
  await sql`
    update refused_event r set body = ''
    where body <> '' and came_at <= (
      select max(erased_at) from contact where erased_at is not null and bytes_gone_at is null)`;
}
