import type { Instant } from '#engine';
import type { EnrollmentRow } from '../enrollments/list-enrollments.ts';
import type { Sql } from '../postgres/open-postgres.ts';
import { type CapturedMail, mailColumns, mailSource } from './list-mail.ts';

/** A mail with where its enrollment stands now. */
export interface FoundMail
  extends CapturedMail,
    Pick<EnrollmentRow, 'state' | 'reason' | 'nextStep' | 'dueAt' | 'endedAt'> {
  /** Null where it was captured before senders were kept. */
  readonly sender: string | null;
  readonly html: string | null;
  /** Beyond sender, recipient and subject. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What an enrollment did at a step. */
export interface Sighting {
  readonly type: string;
  readonly firstAt: Instant;
  readonly count: number;
}

/** One captured mail. Uses mail_pkey, touch_intent_id_key, enrollment_pkey, sequence_version_pkey. */
export async function findMail(sql: Sql, workspaceId: number, id: string): Promise<FoundMail | null> {
  const [row] = await sql<FoundMail[]>`
    select ${mailColumns(sql)}, m.sender, m.html, m.headers, e.state, e.reason, e.due_at as "dueAt", e.ended_at as "endedAt",
      case when e.state in ('active', 'paused') then
        (select v.definition -> 'steps' -> e.cursor::integer ->> 'key' from sequence_version v
          where v.sequence_id = e.sequence_id and v.version = e.version) end as "nextStep"
    ${mailSource(sql)}
    where m.intent_id = ${id}::uuid and e.workspace_id = ${workspaceId}`;
  return row ?? null;
}

/** What has been seen at the step of a mail, in order of time. Uses sighting_pkey. */
export async function listSightings(
  sql: Sql,
  { enrollmentNo, step }: Pick<CapturedMail, 'enrollmentNo' | 'step'>,
): Promise<Sighting[]> {
  return await sql<Sighting[]>`
    select type, first_at as "firstAt", count from sighting
    where enrollment_no = ${enrollmentNo} and step = ${step}
    order by first_at, type`;
}
