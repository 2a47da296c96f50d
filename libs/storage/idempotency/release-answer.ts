import type { Sql } from '../postgres/open-postgres.ts';
import type { AnswerKey } from './begin-answer.ts';

/** Gives the key of a call that failed back, so that it can be made again. Uses idempotency_pkey. */
export async function releaseAnswer(sql: Sql, of: AnswerKey): Promise<void> {
  await sql`
    delete from idempotency where status is null
      and workspace_id = ${of.workspaceId} and method = ${of.method} and path = ${of.path} and key = ${of.key}`;
}
