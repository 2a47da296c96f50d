import type { Attribution, Instant } from '#engine';
import type { Query } from '../postgres/open-postgres.ts';

/** A mail that came in from or about a contact, as far as it may be shown: what it was, not what it said. */
export interface MailOfContact {
  readonly receivedAt: Instant;
  readonly kind: string;
  readonly reason: string;
  readonly confidence: Attribution;
  readonly matchedBy: string | null;
  /** The mail of ours that it is about; null where none is known. */
  readonly touch: string | null;
  readonly step: string | null;
  readonly events: readonly string[];
}

/** The mails that came in from or about a contact and whoever was merged into it, newest first. Uses incoming_mail_contact, contact_merged, touch_intent_id_key. */
export async function mailsOfContact(sql: Query, contactNo: number, limit: number): Promise<MailOfContact[]> {
  return await sql<MailOfContact[]>`
    select m.received_at as "receivedAt", m.kind, m.reason, m.confidence, m.matched_by as "matchedBy",
      t.intent_id as touch, t.step,
      array(select e ->> 'type' from jsonb_array_elements(m.events) e order by (e ->> 'slot')::integer) as events
    from incoming_mail m left join touch t on t.intent_id = m.intent_id
    where m.contact_id in (select id from contact where id = ${contactNo} or merged_into = ${contactNo})
    order by m.received_at desc, m.id desc limit ${limit}`;
}
