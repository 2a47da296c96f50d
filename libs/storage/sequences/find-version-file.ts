import type { Sql } from '../postgres/open-postgres.ts';

/** The file of a version as it was written; null where it was published before files were kept. Uses sequence_version_pkey. */
export async function findVersionFile(sql: Sql, sequenceId: number, version: number): Promise<unknown> {
  const [row] = await sql<{ file: unknown }[]>`
    select file from sequence_version where sequence_id = ${sequenceId} and version = ${version}`;
  return row?.file ?? null;
}
