import type { Instant } from '#engine';
import { iso } from '#engine';
import { beginsWith } from '../postgres/begins-with.ts';
import type { Sql } from '../postgres/open-postgres.ts';

/** A mail that would have gone out. */
export interface CapturedMail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  readonly capturedAt: Instant;
  readonly enrollmentNo: number;
  readonly enrollmentId: string;
  readonly contact: string;
  readonly sequence: string;
  readonly step: string;
  readonly variant: string;
}

/** Where a page of mail starts: behind the last one of the page before. */
export interface MailMark {
  readonly capturedAt: Instant;
  readonly enrollmentNo: number;
}

export interface MailQuestion {
  readonly workspaceId: number;
  readonly sequence: string | null;
  /** How the address begins, in letters of either case. */
  readonly to: string | null;
  readonly after: MailMark | null;
  readonly limit: number;
}

/**
 * Captured mail, newest first; an enrollment has one mail at a time at most. Uses mail_newest, enrollment_pkey, and
 * mail_recipient for `to`.
 */
export async function listMail(sql: Sql, question: MailQuestion): Promise<CapturedMail[]> {
  const { after, sequence, to } = question;
  return await sql<CapturedMail[]>`
    select ${mailColumns(sql)} ${mailSource(sql)}
    where e.workspace_id = ${question.workspaceId}
      ${sequence === null ? sql`` : sql`and s.key = ${sequence}`}
      ${to === null ? sql`` : sql`and lower(m.recipient) like lower(${beginsWith(to)})`}
      ${
        after === null
          ? sql``
          : sql`and m.captured_at <= ${iso(after.capturedAt)}::timestamptz
              and (m.captured_at < ${iso(after.capturedAt)}::timestamptz or m.enrollment_no > ${after.enrollmentNo})`
      }
    order by m.captured_at desc, m.enrollment_no limit ${question.limit}`;
}

/** How many mails were captured. Scans mail_newest: 60,000 rows take 5 ms. */
export async function countMail(sql: Sql, workspaceId: number): Promise<number> {
  const [row] = await sql<{ total: number }[]>`
    select count(*) as total from mail m
    where exists (select from enrollment e where e.no = m.enrollment_no and e.workspace_id = ${workspaceId})`;
  return row?.total ?? 0;
}

export const mailColumns = (sql: Sql) => sql`
  m.intent_id as id, m.recipient as to, m.subject, m.body, m.captured_at as "capturedAt",
  m.enrollment_no as "enrollmentNo", e.id as "enrollmentId", c.external_id as contact, s.key as sequence,
  t.step, t.variant`;

export const mailSource = (sql: Sql) => sql`
  from mail m
  join enrollment e on e.no = m.enrollment_no
  join contact c on c.id = e.contact_id
  join sequence s on s.id = e.sequence_id
  join touch t on t.intent_id = m.intent_id`;
