import type { Contact, Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

export type TaskState = 'open' | 'done' | 'skipped' | 'closed';

/** Something a person is to do for one enrollment; its title is still a template. */
export interface StoredTask {
  readonly id: string;
  readonly state: TaskState;
  readonly sequenceId: number;
  readonly sequence: string;
  readonly version: number;
  readonly step: string;
  readonly enrollmentId: string;
  readonly contact: Contact;
  readonly openedAt: Instant;
  readonly assignee: string | null;
  /** When it is to be done. */
  readonly dueAt: Instant | null;
  readonly autoSkipAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly outcome: string | null;
  readonly reason: string | null;
  readonly note: string | null;
}

/** Where a page of tasks starts: behind the last one of the page before. */
export interface TaskMark {
  readonly openedAt: Instant;
  readonly id: string;
}

export interface TaskQuestion {
  readonly workspaceId: number;
  readonly state: TaskState;
  readonly sequence: string | null;
  readonly assignee: string | null;
  /** Only those that were to be done by then. */
  readonly dueBefore: Instant | null;
  readonly after: TaskMark | null;
  readonly limit: number;
}

/**
 * The tasks in a state, oldest first. Uses touch_task for those that are open, with task_assignee where somebody's are
 * asked for; scans touch for the others.
 */
export async function listTasks(sql: Sql, question: TaskQuestion): Promise<StoredTask[]> {
  const { after, sequence, assignee, dueBefore } = question;
  return await sql<StoredTask[]>`
    select ${taskColumns(sql)} ${taskSource(sql)}
    where t.effect = 'task' and t.state = ${question.state} and e.workspace_id = ${question.workspaceId}
      ${sequence === null ? sql`` : sql`and s.key = ${sequence}`}
      ${assignee === null ? sql`` : sql`and k.assignee = ${assignee}`}
      ${dueBefore === null ? sql`` : sql`and k.due_at < ${iso(dueBefore)}::timestamptz`}
      ${after === null ? sql`` : sql`and (t.touch_at, t.intent_id) > (${iso(after.openedAt)}::timestamptz, ${after.id}::uuid)`}
    order by t.touch_at, t.intent_id limit ${question.limit}`;
}

/** One task. Uses touch_intent_id_key. */
export async function findTask(sql: Sql, workspaceId: number, id: string): Promise<StoredTask | null> {
  const [row] = await sql<StoredTask[]>`
    select ${taskColumns(sql)} ${taskSource(sql)}
    where t.intent_id = ${id}::uuid and t.effect = 'task' and e.workspace_id = ${workspaceId}`;
  return row ?? null;
}

const taskColumns = (sql: Sql) => sql`
  t.intent_id as id, t.state, e.sequence_id as "sequenceId", s.key as sequence, coalesce(t.version, e.version) as version, t.step,
  e.id as "enrollmentId", t.touch_at as "openedAt", t.auto_skip_at as "autoSkipAt", k.assignee, k.due_at as "dueAt", k.outcome, k.reason, k.note,
  -- An enrollment that ends closes what is open then.
  coalesce(k.closed_at, t.sent_at, case t.state when 'closed' then e.ended_at end) as "closedAt",
  json_build_object('id', c.external_id, 'email', c.email, 'timezone', c.timezone,
    'attributes', c.attributes) as contact`;

const taskSource = (sql: Sql) => sql`
  from touch t
  left join task k using (enrollment_no, visit)
  join enrollment e on e.no = t.enrollment_no
  join contact c on c.id = e.contact_id
  join sequence s on s.id = e.sequence_id`;
