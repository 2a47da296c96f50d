import { iso } from '#engine';
import { DEMO } from '#runtime';
import type { Sql } from '#storage';

const LATER = DEMO.start + 1000 * 86_400_000;

/**
 * Enrolls a million in seconds, since how fast one enrolls is not what is measured here: `due` of them, who came one after
 * the other, fall due at `at`, all others years later.
 */
export async function enrollMany(
  sql: Sql,
  { workspaceId, count, due, at }: { workspaceId: number; count: number; due: number; at: number },
): Promise<void> {
  const first = Math.floor((count - due) / 2);
  await sql`
    with person as (
      insert into contact (workspace_id, external_id, email, timezone, attributes, subject_key, address_key, created_at)
      select ${workspaceId}, 'contact-' || i, 'contact-' || i || '@example.com', 'Europe/Berlin',
        json_build_object('firstName', 'Ada' || i, 'company', 'Company ' || i), md5('s' || i), md5('a' || i),
        ${iso(DEMO.start)}::timestamptz
      from generate_series(1, ${count}::integer) i
      returning id
    )
    insert into enrollment (id, workspace_id, sequence_id, version, contact_id, entry_no, enrolled_at, state, due_at)
    select gen_random_uuid(), ${workspaceId}, s.id, s.latest_version, p.id, 1, ${iso(DEMO.start)}::timestamptz, 'active',
      case when p.nth > ${first}::integer and p.nth <= ${first + due}::integer then ${iso(at)}::timestamptz else ${iso(LATER)}::timestamptz end
    from (select id, row_number() over (order by id) as nth from person) p cross join sequence s
    order by p.nth`;
  await sql`vacuum analyze`;
}
