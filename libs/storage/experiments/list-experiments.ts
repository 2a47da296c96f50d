import type { Instant } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

export interface ExperimentRow {
  readonly key: string;
  readonly kind: 'content';
  readonly sequence: string;
  readonly step: string;
  readonly state: 'running' | 'stopped';
  readonly arms: readonly { readonly key: string; readonly weight: number }[];
  readonly salt: string;
  readonly startedAt: Instant;
}

/** The experiments of a workspace by key, those after a key. Uses experiment_pkey, sequence_pkey. */
export async function listExperiments(
  sql: Sql,
  workspaceId: number,
  page: { after: string | null; limit: number },
): Promise<ExperimentRow[]> {
  return await sql<ExperimentRow[]>`
    select e.key, e.kind, s.key as sequence, e.step, e.state, e.arms, e.salt, e.started_at as "startedAt"
    from experiment e join sequence s on s.id = e.sequence_id
    where e.workspace_id = ${workspaceId} and e.key > ${page.after ?? ''}
    order by e.key limit ${page.limit}`;
}
