import type { Sequence } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

export interface VersionDefinition {
  readonly version: number;
  readonly definition: Sequence;
}

/** Every published version of a sequence, latest first. Index: sequence_version_pkey. */
export async function listVersions(sql: Sql, sequenceId: number): Promise<readonly VersionDefinition[]> {
  return sql<VersionDefinition[]>`
    select version, definition from sequence_version where sequence_id = ${sequenceId} order by version desc`;
}
