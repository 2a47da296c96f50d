import { iso, PARTITIONS } from '#engine';
import type { Sql } from '#storage';
import { type Batch, BETWEEN, type Columns, type Tick } from './plan.ts';
import { BATCH, LEASE_MS, STEPS } from './workload.ts';

/**
 * Writes the same rows as the engine with as many statements of as many rows over as many connections, and does nothing
 * else: no joins to read, no fences, no suppression, no offsets to allot, no answers. Answers steps a second.
 */
export async function runBareLoop(sql: Sql, plan: readonly Tick[]): Promise<number> {
  const started = performance.now();
  for (const { now, first, lanes } of plan) {
    await work(sql, now, ALL, first);
    await Promise.all(
      lanes.map(async (batches) => {
        for (const { parts, batch } of batches) await work(sql, now, parts, batch);
      }),
    );
  }
  return (STEPS / (performance.now() - started)) * 1000;
}

const ALL = Array.from({ length: PARTITIONS }, (_, part) => part);

async function work(sql: Sql, now: number, parts: readonly number[], { decide, finish }: Batch) {
  await claim(sql, now, parts as number[]);
  await commit(sql, now, parts as number[], decide);
  await end(sql, now, finish);
}

const claim = (sql: Sql, now: number, parts: number[]) => sql`
  with leased as (
    update part_lease set epoch = epoch + 1, lease_until = ${iso(now + LEASE_MS)}::timestamptz
    where part = any(${parts}::smallint[])
  )
  select count(*) from unnest(${parts}::smallint[]) as p(part) cross join lateral (
    select no from enrollment e where e.part = p.part and workspace_id = 1 and state = 'active' and not parked
      and due_at <= ${iso(now)}::timestamptz order by due_at, no limit ${BATCH}) e`;

const commit = (sql: Sql, now: number, parts: number[], c: Columns) => sql`
  with moved as (
    update enrollment e set epoch = epoch + 1, state = i.state, cursor = i.visit, visit = i.visit, due_at = i.due_at,
      arms = i.arms, last_email_at = ${iso(now)}::timestamptz,
      ended_at = case when i.state = 'active' then null else ${iso(now)}::timestamptz end
    from unnest(${of(c, 'no')}::bigint[], ${of(c, 'visit')}::integer[], ${of(c, 'state')}::text[],
      ${of(c, 'dueAt')}::timestamptz[], ${of(c, 'arms')}::jsonb[]) as i(no, visit, state, due_at, arms)
    where e.no = i.no
  ),
  touched as (
    insert into touch (enrollment_no, visit, intent_id, step, position, variant, effect, state, touch_at, send_at,
      attempt, lease_until)
    select no, visit, intent_id, step, visit, variant, 'send', 'sending', ${iso(now)}::timestamptz,
      ${iso(now)}::timestamptz, 1, ${iso(now + LEASE_MS)}::timestamptz
    from unnest(${of(c, 'no')}::bigint[], ${of(c, 'visit')}::integer[], ${of(c, 'intentId')}::uuid[],
      ${of(c, 'step')}::text[], ${of(c, 'variant')}::text[]) as i(no, visit, intent_id, step, variant)
  ),
  given_back as (update part_lease set lease_until = null where part = any(${parts}::smallint[])),
  ${logged(sql, c)} select`;

const end = (sql: Sql, now: number, c: Columns) => sql`
  with done as (
    update touch t set state = 'sent', sent_at = ${iso(now)}::timestamptz, lease_until = null, provider = 'bench'
    from unnest(${of(c, 'no')}::bigint[], ${of(c, 'visit')}::integer[]) as i(no, visit)
    where t.enrollment_no = i.no and t.visit = i.visit
  ),
  ${logged(sql, c)} select`;

const logged = (sql: Sql, c: Columns) => sql`
  head as (
    update log_head h set next = i.next
    from unnest(${of(c, 'head')}::smallint[], ${of(c, 'next')}::bigint[]) as i(part, next) where h.part = i.part
  ),
  logged as (
    insert into log_row (part, pos, count, shared, own)
    select * from rows from (
      unnest(${of(c, 'part')}::smallint[], ${of(c, 'pos')}::bigint[], ${of(c, 'count')}::smallint[]),
      string_to_table(${of(c, 'shared')}::text, ${BETWEEN}::text), string_to_table(${of(c, 'own')}::text, ${BETWEEN}::text))
  )`;

/** An input that the plan has. */
function of(columns: Columns, name: string): string {
  const column = columns[name];
  if (column === undefined) throw new Error(`the plan has no ${name}`);
  return column;
}

/** What a database holds after a run, by table: how many rows, and a hash over them, whatever their order. */
export async function fingerprint(sql: Sql): Promise<Readonly<Record<string, string>>> {
  const prints: Record<string, string> = {};
  for (const table of ['enrollment', 'touch', 'log_row', 'log_head', 'part_lease', 'mail', 'sighting']) {
    const [row] = await sql<{ print: string }[]>`
      select count(*) || ' rows, hash ' || sum(hashtextextended(r::text, 0)) as print from ${sql(table)} r`;
    prints[table] = row?.print ?? '';
  }
  return prints;
}
