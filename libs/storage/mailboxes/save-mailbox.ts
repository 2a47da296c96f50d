import type { Instant, MailboxRules, MailboxUse } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/** A mailbox as it is to be. */
export interface MailboxChange extends MailboxRules, MailboxUse {
  readonly address: string;
  readonly name: string;
  readonly state: 'active' | 'paused';
}

/**
 * Makes a mailbox, or changes it if it is still at the version that was read (null: there was none). Answers whether
 * it did. Uses mailbox_workspace_id_key_key.
 */
export async function saveMailbox(
  sql: Sql,
  at: { now: Instant },
  workspaceId: number,
  mailbox: MailboxChange,
  was: number | null,
): Promise<boolean> {
  const lastAt = mailbox.lastAt === null ? null : iso(mailbox.lastAt);
  const rows = await sql`
    insert into mailbox as m (workspace_id, key, address, name, daily_cap, min_gap, jitter, timezone, state, free_at,
      last_at, used, created_at)
    values (${workspaceId}, ${mailbox.key}, ${mailbox.address}, ${mailbox.name}, ${mailbox.dailyCap},
      ${mailbox.minGap}, ${mailbox.jitter}, ${mailbox.timezone}, ${mailbox.state}, ${iso(mailbox.freeAt)}::timestamptz,
      ${lastAt}::timestamptz, ${mailbox.used}, ${iso(at.now)}::timestamptz)
    on conflict (workspace_id, key) do update set
      address = excluded.address, name = excluded.name, daily_cap = excluded.daily_cap, min_gap = excluded.min_gap,
      jitter = excluded.jitter, timezone = excluded.timezone, state = excluded.state, free_at = excluded.free_at,
      version = m.version + 1
    where m.version = ${was}
    returning 1`;
  return rows.length > 0;
}
