import { completeSequence, type Instant, type Sequence, type StoredSequence } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

export interface StoredVersion {
  readonly sequenceId: number;
  readonly version: number;
  readonly definition: Sequence;
  readonly publishedAt: Instant;
}

/**
 * A published version of a sequence; the latest one where none is named.
 * Uses sequence_workspace_id_key_key, sequence_version_pkey.
 */
export async function findVersion(
  sql: Sql,
  workspaceId: number,
  key: string,
  version: number | null = null,
): Promise<StoredVersion | null> {
  const [row] = await sql<(Omit<StoredVersion, 'definition'> & { definition: StoredSequence })[]>`
    select v.sequence_id as "sequenceId", v.version, v.definition, v.published_at as "publishedAt"
    from sequence s
    join sequence_version v on v.sequence_id = s.id and v.version = coalesce(${version}::integer, s.latest_version)
    where s.workspace_id = ${workspaceId} and s.key = ${key}`;
  return row ? { ...row, definition: completeSequence(row.definition) } : null;
}
