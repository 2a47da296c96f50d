import { completeSequence, type Sequence, type StoredSequence } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/** The definition of a published version; it never changes, so callers keep it. Uses sequence_version_pkey. */
export async function loadVersion(sql: Sql, sequenceId: number, version: number): Promise<Sequence> {
  const [row] = await sql<{ definition: StoredSequence }[]>`
    select definition from sequence_version where sequence_id = ${sequenceId} and version = ${version}`;
  if (!row) throw new Error(`version ${version} of sequence ${sequenceId} is not in sequence_version`);
  return completeSequence(row.definition);
}
