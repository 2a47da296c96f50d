import type { PacedMailbox } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/** A mailbox as it is stored. */
export interface StoredMailbox extends PacedMailbox {
  readonly address: string;
  readonly name: string;
  readonly version: number;
}

/** The columns of a mailbox `m`. */
export const mailboxColumns = (sql: Sql) => sql`
  m.id, m.workspace_id as "workspaceId", m.key, m.address, m.name, m.daily_cap as "dailyCap", m.min_gap as "minGap",
  m.jitter, m.timezone, m.state, m.free_at as "freeAt", m.last_at as "lastAt", m.used, m.version`;
