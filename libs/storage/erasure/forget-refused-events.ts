import type { Sql } from '../postgres/open-postgres.ts';
import { NOBODY } from './anonymous-event.ts';

/**
 * Empties the texts of refused events that came before somebody of their workspace was erased: whom one was about, nobody
 * knows. The reason goes, too: it may quote the event. Its code stays. Scans refused_event, which holds a month. Index: contact_to_forget.
 */
export async function forgetRefusedEvents(sql: Sql): Promise<void> {
  await sql`
    update refused_event r set body = '', reason = ${`${NOBODY}: the event came before somebody was erased`}
    from (
      select workspace_id, max(erased_at) as at from contact
      where erased_at is not null and bytes_gone_at is null group by workspace_id
    ) e
    where e.workspace_id = r.workspace_id and r.came_at <= e.at and r.body <> ''`;
}
