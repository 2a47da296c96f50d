import type { Sql } from '../postgres/open-postgres.ts';

export interface SentLink {
  readonly id: string;
  readonly address: string;
  /** The enrollment whose data it holds; null where everybody gets it. */
  readonly enrollmentNo: number | null;
}

/** Remembers where links lead before a mail with them goes out. Uses mail_link_pkey. */
export async function saveLinks(sql: Sql, links: readonly SentLink[]): Promise<void> {
  if (links.length === 0) return;
  // In one order, so that two senders of the same links do not wait for each other in a circle.
  const sorted = links.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  await sql`
    insert into mail_link (id, address, enrollment_no)
    select * from unnest(
      ${sorted.map(({ id }) => id)}::uuid[], ${sorted.map(({ address }) => address)}::text[],
      ${sorted.map(({ enrollmentNo }) => enrollmentNo)}::bigint[]
    )
    on conflict do nothing`;
}
