import type { Sql } from '../postgres/open-postgres.ts';
import type { AnswerKey } from './begin-answer.ts';

/**
 * Keeps the answer of a call for those who repeat it: as text in a JSON string, so that it is repeated byte for
 * byte (jsonb would sort its keys). Uses idempotency_pkey.
 */
export async function keepAnswer(sql: Sql, of: AnswerKey, status: number, answer: string): Promise<void> {
  await sql`
    update idempotency set status = ${status}, answer = to_jsonb(${answer}::text)
    where workspace_id = ${of.workspaceId} and method = ${of.method} and path = ${of.path} and key = ${of.key}`;
}
