import type { Sql } from '../postgres/open-postgres.ts';

/** How a provider names the mail that it reports of; `ord` gives the answer back to it. */
export interface TouchReport {
  readonly ord: number;
  /** The intent that the mail carried. */
  readonly touch: string | null;
  /** What the provider called the mail when it took it. */
  readonly acceptedAs: string | null;
  /** The intent in a Message-ID that we signed. */
  readonly written: string | null;
  /** The recipient's `addressKey`. */
  readonly holderKey: string | null;
}

/** Whose a report is: a touch, else a contact that has the address, else nobody's here. */
export interface ReportedTouch {
  readonly ord: number;
  readonly intentId: string | null;
  readonly workspaceId: number | null;
  readonly contact: string | null;
}

/**
 * Finds the touch of each report: by the intent that came back, else by the provider's id of the mail, else by the intent
 * in its Message-ID. Of none, the contact of this workspace with the recipient's address; of several that whom a mail was
 * sent to last. Uses touch_intent_id_key, touch_provider_message, enrollment_pkey, contact_address, enrollment_contact.
 */
export async function findReportedTouches(
  sql: Sql,
  { provider, workspaceId }: { readonly provider: string; readonly workspaceId: number },
  reports: readonly TouchReport[],
): Promise<ReportedTouch[]> {
  if (reports.length === 0) return [];
  return await sql<ReportedTouch[]>`
    select r.ord, t.intent_id as "intentId", e.workspace_id as "workspaceId", c.external_id as contact
    from json_to_recordset(${JSON.stringify(reports)}::text::json) as r(
      ord integer, touch uuid, "acceptedAs" text, written uuid, "holderKey" text)
    left join lateral (
      select intent_id, enrollment_no from (
        select intent_id, enrollment_no, 1 as place from touch where intent_id = r.touch
        union all
        select intent_id, enrollment_no, 2 from touch
        where provider_message_id = r."acceptedAs" and provider = ${provider}
        union all
        select intent_id, enrollment_no, 3 from touch where intent_id = r.written
      ) named order by place limit 1
    ) t on true
    left join enrollment e on e.no = t.enrollment_no
    left join lateral (
      select k.external_id from contact k
      where k.workspace_id = ${workspaceId} and k.address_key = r."holderKey" and k.merged_into is null
      order by (
        select max(sent.sent_at) from enrollment mine join touch sent on sent.enrollment_no = mine.no
        where mine.contact_id = k.id and sent.effect = 'send'
      ) desc nulls last, k.id
      limit 1
    ) c on t.intent_id is null
    order by r.ord`;
}
