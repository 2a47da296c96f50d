import type { Query } from '../postgres/open-postgres.ts';

/** The contact behind an address. */
export interface Addressee {
  readonly holderKey: string;
  readonly contactNo: number;
}

/**
 * Who has these addresses, by their keys: of several contacts with one address the one that was enrolled last.
 * Uses contact_address, enrollment_contact.
 */
export async function findAddressees(
  sql: Query,
  workspaceId: number,
  holderKeys: readonly string[],
): Promise<Addressee[]> {
  if (holderKeys.length === 0) return [];
  return await sql<Addressee[]>`
    select distinct on (c.address_key) c.address_key as "holderKey", c.id as "contactNo"
    from contact c
    where c.workspace_id = ${workspaceId} and c.address_key = any(${holderKeys as string[]}::text[])
      and c.merged_into is null and c.erased_at is null
    order by c.address_key,
      (select max(e.enrolled_at) from enrollment e where e.contact_id = c.id) desc nulls last, c.id desc`;
}

/** What contacts are called outside, by their numbers; erased ones are called nothing. Uses contact_pkey. */
export async function contactIds(sql: Query, numbers: readonly number[]): Promise<Map<number, string>> {
  if (numbers.length === 0) return new Map();
  const rows = await sql<{ no: number; id: string }[]>`
    select id as no, external_id as id from contact
    where id = any(${numbers as number[]}::bigint[]) and erased_at is null`;
  return new Map(rows.map(({ no, id }) => [no, id]));
}
