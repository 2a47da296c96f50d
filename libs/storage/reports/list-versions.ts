import { completeSequence, type Sequence, type StoredSequence } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

export interface VersionDefinition {
  readonly version: number;
  readonly definition: Sequence;
}

/** Every published version of a sequence, latest first. Index: sequence_version_pkey. */
export async function listVersions(sql: Sql, sequenceId: number): Promise<readonly VersionDefinition[]> {
  const rows = await sql<{ version: number; definition: StoredSequence }[]>`
    select version, definition from sequence_version where sequence_id = ${sequenceId} order by version desc`;
  return rows.map(({ version, definition }) => ({ version, definition: completeSequence(definition) }));
}
