import type { Instant } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/** A mail of ours that something which came in may be about. */
export interface MailedTouch {
  readonly intentId: string;
  /** What its provider called it when it took it. */
  readonly providerMessageId: string | null;
  readonly step: string;
  readonly sentAt: Instant | null;
  readonly sequence: string;
  readonly enrollmentId: string;
  readonly contactNo: number;
  readonly email: string | null;
  /** What is known to have happened to it already, as sightings are called. */
  readonly heard: readonly string[];
}

/**
 * The mails of a workspace that have one of these intents, or that their provider calls by one of these ids.
 * Uses touch_intent_id_key, touch_provider_message, enrollment_pkey, contact_pkey, sighting_pkey.
 */
export async function findMailedTouches(
  sql: Sql,
  workspaceId: number,
  asked: { readonly intentIds: readonly string[]; readonly providerIds: readonly string[] },
): Promise<MailedTouch[]> {
  if (asked.intentIds.length === 0 && asked.providerIds.length === 0) return [];
  return await sql<MailedTouch[]>`
    with named as (
      select enrollment_no, visit from touch where intent_id = any(${asked.intentIds as string[]}::uuid[])
      union
      select enrollment_no, visit from touch where provider_message_id = any(${asked.providerIds as string[]}::text[])
    )
    select t.intent_id as "intentId", t.provider_message_id as "providerMessageId", t.step, t.sent_at as "sentAt",
      s.key as sequence, e.id as "enrollmentId", c.id as "contactNo", c.email,
      array(select g.type from sighting g where g.enrollment_no = t.enrollment_no and g.step = t.step) as heard
    from named n
    join touch t using (enrollment_no, visit)
    join enrollment e on e.no = t.enrollment_no and e.workspace_id = ${workspaceId}
    join sequence s on s.id = e.sequence_id
    join contact c on c.id = e.contact_id
    where t.effect = 'send'`;
}
