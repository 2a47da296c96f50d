import type { Query } from '../postgres/open-postgres.ts';

/** Who is meant by an id: the contact itself, or the one that it was merged into. */
export interface KnownContact {
  readonly id: string;
  readonly timezone: string | null;
  /** Those that say where it lives. */
  readonly attributes: { readonly country: unknown; readonly region: unknown };
}

/**
 * The contacts that these ids mean, by the id that was asked for; unknown ones are not in the answer.
 * One by one, for the reason that `upsertedContacts` gives. Uses contact_workspace_id_external_id_key, contact_pkey.
 */
export async function findContacts(
  sql: Query,
  workspaceId: number,
  ids: readonly string[],
): Promise<Map<string, KnownContact>> {
  if (ids.length === 0) return new Map();
  const rows = await sql<(KnownContact & { asked: string })[]>`
    select asked.id as asked, s.external_id as id, s.timezone,
      json_build_object('country', s.attributes -> 'country', 'region', s.attributes -> 'region') as attributes
    from unnest(${ids as string[]}::text[]) as asked(id)
    cross join lateral (
      select id, merged_into from contact where workspace_id = ${workspaceId} and external_id = asked.id limit 1
    ) c
    join contact s on s.id = coalesce(c.merged_into, c.id)`;
  return new Map(rows.map(({ asked, ...known }) => [asked, known]));
}
