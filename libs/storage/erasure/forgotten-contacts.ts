import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';
import { enrollmentsOf } from './forgotten-people.ts';

/** An erased contact that the log and the reports still know by its key. */
export interface ForgottenContact {
  readonly no: number;
  readonly workspaceId: number;
  readonly workspace: string;
  readonly subjectKey: string;
  readonly erasedAt: Instant;
  readonly enrollments: readonly number[];
}

/**
 * Erased contacts whose enrollments have ended, and whose key is still in the log; the first 500. Whoever comes with the
 * same id after that is another person with the same key, whose events are not touched. While a call waits to act that came
 * before somebody was erased, its events may be about them: their turn comes with the next job.
 * Indexes: contact_to_forget, enrollment_contact; reads the calls that wait.
 */
export async function contactsToForget(sql: Sql): Promise<ForgottenContact[]> {
  return await sql<ForgottenContact[]>`
    select c.id as no, c.workspace_id as "workspaceId", w.key as workspace, c.erased_subject_key as "subjectKey",
      c.erased_at as "erasedAt",
      ${enrollmentsOf(sql)} as enrollments
    from contact c join workspace w on w.id = c.workspace_id
    where c.erased_at is not null and c.bytes_gone_at is null and not c.unsettled
      and c.erased_subject_key is not null
      and not exists (
        select from waiting_call d where d.workspace_id = c.workspace_id and d.came_at <= c.erased_at)
    order by c.id limit 500`;
}

/** Notes that neither the log nor ClickHouse knows these contacts any more. Index: contact_pkey. */
export async function noteForgotten(sql: Sql, contacts: readonly number[]): Promise<void> {
  await sql`
    update contact set forgotten_key = sha256(convert_to(erased_subject_key, 'UTF8')), erased_subject_key = null
    where id = any(${contacts as number[]}::bigint[]) and erased_subject_key is not null`;
}

/** Contacts that are forgotten everywhere and still in the free space of files. Index: contact_to_forget. */
export async function contactsInFiles(sql: Sql): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from contact
    where erased_at is not null and bytes_gone_at is null and not unsettled and erased_subject_key is null order by id`;
  return rows.map(({ id }) => id);
}

/** Notes when the bytes of these contacts were gone. Index: contact_pkey. */
export async function noteBytesGone(sql: Sql, contacts: readonly number[], now: Instant): Promise<void> {
  await sql`
    update contact set bytes_gone_at = ${iso(now)}::timestamptz where id = any(${contacts as number[]}::bigint[])`;
}

/** How far the erasure of a contact is. */
export interface Erasure {
  readonly no: number;
  readonly erasedAt: Instant;
  readonly bytesGoneAt: Instant | null;
  /** `ending`: its enrollments end; `log`: the log still has its key; `files`: only free space of files has it. */
  readonly state: 'ending' | 'log' | 'files' | 'done';
}

/** The erased contacts of a workspace, the latest first. Scans its contacts. */
export async function listErasures(
  sql: Sql,
  { workspaceId, after, limit }: { workspaceId: number; after: number | null; limit: number },
): Promise<Erasure[]> {
  return await sql<Erasure[]>`
    select id as no, erased_at as "erasedAt", bytes_gone_at as "bytesGoneAt",
      case when unsettled then 'ending' when erased_subject_key is not null then 'log'
        when bytes_gone_at is null then 'files' else 'done' end as state
    from contact
    where workspace_id = ${workspaceId} and erased_at is not null and id < ${after ?? Number.MAX_SAFE_INTEGER}
    order by id desc limit ${limit}`;
}
