import type { Sql } from '../postgres/open-postgres.ts';

export interface StoredExperiment {
  readonly key: string;
  readonly sequenceId: number;
  readonly sequence: string;
  readonly step: string;
  readonly state: 'running' | 'stopped';
  /** In file order; the first is the control. */
  readonly arms: readonly { readonly key: string; readonly weight: number }[];
}

/** An experiment by its key, or null. Index: experiment_pkey, sequence_pkey. */
export async function findExperiment(
  sql: Sql,
  workspaceId: number,
  key: string,
): Promise<StoredExperiment | null> {
  const [row] = await sql<StoredExperiment[]>`
    select e.key, e.sequence_id as "sequenceId", s.key as sequence, e.step, e.state, e.arms
    from experiment e join sequence s on s.id = e.sequence_id
    where e.workspace_id = ${workspaceId} and e.key = ${key}`;
  return row ?? null;
}
