import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Query } from '../postgres/open-postgres.ts';

export interface NewSuppression {
  readonly holderKey: string;
  readonly reason: string;
  /** Who suppresses. */
  readonly source: string;
}

/**
 * Suppresses holders from now on; answers those that were not suppressed before. The first reason stays.
 * Rows are locked in the order of their keys. Uses suppression_pkey.
 */
export async function suppress(
  sql: Query,
  at: { workspaceId: number; now: Instant },
  suppressions: readonly NewSuppression[],
): Promise<Set<string>> {
  if (suppressions.length === 0) return new Set();
  const rows = await sql<{ key: string }[]>`
    insert into suppression (workspace_id, holder_key, reason, since, source)
    select distinct on (key) ${at.workspaceId}, key, reason, ${iso(at.now)}::timestamptz, source
    from unnest(${suppressions.map((s) => s.holderKey)}::text[], ${suppressions.map((s) => s.reason)}::text[],
      ${suppressions.map((s) => s.source)}::text[]) with ordinality as r(key, reason, source, ord)
    order by key, ord
    on conflict do nothing
    returning holder_key as key`;
  return new Set(rows.map(({ key }) => key));
}

/** Lifts a suppression; answers whether there was one. Uses suppression_pkey. */
export async function liftSuppression(sql: Query, workspaceId: number, holderKey: string): Promise<boolean> {
  const rows = await sql`
    delete from suppression where workspace_id = ${workspaceId} and holder_key = ${holderKey} returning 1`;
  return rows.length === 1;
}
