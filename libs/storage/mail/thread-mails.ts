import type { Sql } from '../postgres/open-postgres.ts';

/** What a later mail needs to go on in the thread of this one. */
export interface ThreadMail {
  readonly intentId: string;
  readonly enrollmentNo: number;
  readonly step: string;
  readonly subject: string;
  readonly messageId: string;
  /** The message ids of the mails before it in the thread, oldest first. */
  readonly earlier: readonly string[];
}

/** Remembers mails that others may go on from, before they go out. Uses mail_thread_pkey. */
export async function saveThreadMails(sql: Sql, mails: readonly ThreadMail[]): Promise<void> {
  if (mails.length === 0) return;
  const sorted = mails.toSorted((a, b) => (a.intentId < b.intentId ? -1 : 1));
  await sql`
    insert into mail_thread (intent_id, enrollment_no, step, subject, message_id, earlier)
    select * from json_to_recordset(${JSON.stringify(sorted.map(asRow))}::text::json)
      as r(intent_id uuid, enrollment_no bigint, step text, subject text, message_id text, earlier text[])
    on conflict (intent_id) do update set
      subject = excluded.subject, message_id = excluded.message_id, earlier = excluded.earlier`;
}

/** Puts the Message-ID that a provider gave a mail in the place of ours. Uses mail_thread_pkey. */
export async function renameThreadMails(
  sql: Sql,
  mails: readonly Pick<ThreadMail, 'intentId' | 'messageId'>[],
): Promise<void> {
  if (mails.length === 0) return;
  await sql`
    update mail_thread m set message_id = r.message_id
    from unnest(
      ${mails.map(({ intentId }) => intentId)}::uuid[], ${mails.map(({ messageId }) => messageId)}::text[]
    ) as r(intent_id, message_id)
    where m.intent_id = r.intent_id`;
}

/** Which step of which enrollment a mail wants to go on from. */
export interface ThreadQuestion {
  readonly enrollmentNo: number;
  readonly step: string;
}

/** For each question the latest mail that has gone out at that step. Uses mail_thread_enrollment, touch_intent_id_key. */
export async function findThreads(sql: Sql, questions: readonly ThreadQuestion[]): Promise<ThreadMail[]> {
  if (questions.length === 0) return [];
  return await sql<ThreadMail[]>`
    select distinct on (m.enrollment_no, m.step) m.intent_id as "intentId", m.enrollment_no as "enrollmentNo", m.step,
      m.subject, m.message_id as "messageId", m.earlier
    from unnest(
      ${questions.map(({ enrollmentNo }) => enrollmentNo)}::bigint[], ${questions.map(({ step }) => step)}::text[]
    ) as q(enrollment_no, step)
    join mail_thread m on m.enrollment_no = q.enrollment_no and m.step = q.step
    join touch t on t.intent_id = m.intent_id and t.state = 'sent'
    order by m.enrollment_no, m.step, t.visit desc`;
}

function asRow({ intentId, enrollmentNo, step, subject, messageId, earlier }: ThreadMail) {
  return { intent_id: intentId, enrollment_no: enrollmentNo, step, subject, message_id: messageId, earlier };
}
