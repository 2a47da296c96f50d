import type { Instant } from '#engine';
import type { Query } from '../postgres/open-postgres.ts';

/** A contact that was merged or erased while its enrollments did not know yet. */
export interface UnsettledContact {
  readonly no: number;
  readonly workspaceId: number;
  readonly erased: boolean;
}

/** The contacts still to be settled. Uses contact_unsettled: no rows nearly always. */
export async function unsettledContacts(sql: Query): Promise<UnsettledContact[]> {
  return await sql<UnsettledContact[]>`
    select id as no, workspace_id as "workspaceId", erased_at is not null as erased
    from contact where unsettled order by id limit 100`;
}

/** An enrollment of a contact with all that an event about it carries. */
export interface ContactEnrollment {
  readonly no: number;
  readonly id: string;
  readonly workspace: string;
  readonly sequenceId: number;
  readonly sequence: string;
  readonly version: number;
  readonly enrolledAt: Instant;
  readonly arms: Readonly<Record<string, string>>;
  readonly subjectKey: string;
  /** Still on its way. */
  readonly live: boolean;
}

/** The enrollments of a contact, first come first. Uses enrollment_contact. */
export async function enrollmentsOf(sql: Query, contact: number): Promise<ContactEnrollment[]> {
  return await sql<ContactEnrollment[]>`
    select e.no, e.id, w.key as workspace, e.sequence_id as "sequenceId", s.key as sequence, e.version,
      e.enrolled_at as "enrolledAt", e.arms, c.subject_key as "subjectKey", e.state in ('active', 'paused') as live
    from enrollment e
    join contact c on c.id = e.contact_id
    join sequence s on s.id = e.sequence_id
    join workspace w on w.id = e.workspace_id
    where e.contact_id = ${contact}
    order by e.enrolled_at, e.no`;
}

/** Notes that a merged contact has nothing left of its own. Uses contact_pkey, enrollment_contact. */
export async function settleMerged(sql: Query, contact: number): Promise<void> {
  await sql`
    update contact set unsettled = false
    where id = ${contact} and not exists (select from enrollment where contact_id = ${contact})`;
}

/**
 * Takes away what was written to or noted about an erased contact. While a mail to it is on its way out, a copy of that
 * is still to come, so it stays unsettled. Answers how many mails were taken away, and whether it is settled.
 * Uses enrollment_contact, touch_pkey, mail_pkey, mail_thread_enrollment,
 * mail_link_enrollment, task_pkey, suppression_pkey.
 */
export async function forgetTexts(sql: Query, contact: number): Promise<{ mails: number; settled: boolean }> {
  const [row] = await sql<{ mails: number; settled: boolean }[]>`
    with own as materialized (
      -- Enrollments are locked before touches, as everywhere.
      select no from enrollment where contact_id = ${contact} order by no for update
    ),
    underway as materialized (
      select from touch t join own on own.no = t.enrollment_no where t.state = 'sending'
    ),
    mails as (
      delete from mail where intent_id in (select t.intent_id from touch t join own on own.no = t.enrollment_no)
      returning 1
    ),
    threads as (delete from mail_thread where enrollment_no in (select no from own)),
    links as (delete from mail_link where enrollment_no in (select no from own)),
    notes as (
      update task set note = null, reason = null
      where enrollment_no in (select no from own) and (note is not null or reason is not null)
    ),
    traces as (
      update touch set problem = null, provider_message_id = null
      where enrollment_no in (select no from own) and (problem is not null or provider_message_id is not null)
    ),
    moves as (
      update enrollment set move_to = null where no in (select no from own) and move_to is not null
    ),
    settled as (
      update contact set unsettled = false
      where id = ${contact} and not exists (select from underway) returning workspace_id, subject_key
    ),
    let_go as (
      delete from suppression u using settled s
      where u.workspace_id = s.workspace_id and u.holder_key = s.subject_key
    )
    select (select count(*) from mails) as mails, exists (select from settled) as settled`;
  return { mails: row?.mails ?? 0, settled: row?.settled ?? false };
}
