import type { Fragment } from 'postgres';
import type { Query } from '../postgres/open-postgres.ts';

/** The columns of incoming_mail as a StoredIncomingMail; the mail itself is left out where nobody reads it. */
export function incomingMailColumns(sql: Query, { raw }: { raw: boolean }): Fragment {
  return sql`
    m.id, m.workspace_id as "workspaceId", m.key, m.provider, m.received_at as "receivedAt",
    ${raw ? sql`m.raw` : sql`null::bytea as raw`}, m.spam, m.kind, m.reason, m.classifier, m.matched_by as "matchedBy",
    m.confidence, m.intent_id as "intentId", m.contact_id as "contactNo", m.holders, m.events, m.taken, m.logged_at as "loggedAt"`;
}
