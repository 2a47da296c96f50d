import { iso } from '#engine';
import type { Sql } from '#storage';
import type { Columns, Tick } from './plan.ts';
import { BATCH, LEASE_MS, STEPS } from './workload.ts';

/**
 * Writes the same rows as the engine with as many statements of as many rows over as many connections, and does nothing
 * else: no joins to read, no fences, no suppression, no offsets to allot, no answers. Answers steps a second.
 */
export async function runBareLoop(sql: Sql, plan: readonly Tick[]): Promise<number> {
  const started = performance.now();
  for (const { now, first, lanes } of plan) {
    await claim(sql, now);
    await commit(sql, now, first.decide);
    await Promise.all(
      lanes.map(async ({ parts, batches }) => {
        for (const { decide } of batches) {
          await claim(sql, now, parts);
          await commit(sql, now, decide);
        }
      }),
    );
    await start(sql, now);
    await end(sql, now, first.finish);
    await Promise.all(
      lanes.map(async ({ parts, batches }) => {
        for (const { finish } of batches) {
          await start(sql, now, parts);
          await end(sql, now, finish);
        }
      }),
    );
  }
  return (STEPS / (performance.now() - started)) * 1000;
}

const claim = (sql: Sql, now: number, parts?: readonly number[]) => sql`
  update enrollment set lease_until = ${iso(now + LEASE_MS)}::timestamptz, epoch = epoch + 1
  where no = any(array(
    select no from enrollment where state = 'active' and due_at <= ${iso(now)}::timestamptz
      and (lease_until is null or lease_until <= ${iso(now)}::timestamptz) ${among(sql, parts)}
    order by due_at, no limit ${BATCH} for update skip locked))`;

const commit = (sql: Sql, now: number, c: Columns) => sql`
  with moved as (
    update enrollment e set state = i.state, cursor = i.visit, visit = i.visit, due_at = i.due_at, arms = i.arms,
      lease_until = null, last_email_at = ${iso(now)}::timestamptz,
      ended_at = case when i.state = 'active' then null else ${iso(now)}::timestamptz end
    from unnest(${of(c, 'no')}::bigint[], ${of(c, 'visit')}::integer[], ${of(c, 'state')}::text[],
      ${of(c, 'dueAt')}::timestamptz[], ${of(c, 'arms')}::jsonb[]) as i(no, visit, state, due_at, arms)
    where e.no = i.no
  ),
  touched as (
    insert into touch (enrollment_no, visit, intent_id, step, position, variant, effect, state, touch_at)
    select no, visit, intent_id, step, visit, variant, 'send', 'new', ${iso(now)}::timestamptz
    from unnest(${of(c, 'no')}::bigint[], ${of(c, 'visit')}::integer[], ${of(c, 'intentId')}::uuid[],
      ${of(c, 'step')}::text[], ${of(c, 'variant')}::text[]) as i(no, visit, intent_id, step, variant)
  ),
  ${logged(sql, c)} select`;

const start = (sql: Sql, now: number, parts?: readonly number[]) => sql`
  update touch t set state = 'sending', attempt = 1, lease_until = ${iso(now + LEASE_MS)}::timestamptz
  from (
    select enrollment_no, visit from (select *, (enrollment_no % 8)::smallint as part from touch) touch
    where state = 'new' and touch_at <= ${iso(now)}::timestamptz ${among(sql, parts)}
    order by touch_at, enrollment_no limit ${BATCH} for update skip locked
  ) due
  where t.enrollment_no = due.enrollment_no and t.visit = due.visit`;

const end = (sql: Sql, now: number, c: Columns) => sql`
  with done as (
    update touch t set state = 'sent', sent_at = ${iso(now)}::timestamptz, lease_until = null
    from unnest(${of(c, 'no')}::bigint[], ${of(c, 'visit')}::integer[]) as i(no, visit)
    where t.enrollment_no = i.no and t.visit = i.visit
  ),
  captured as (
    insert into mail (intent_id, enrollment_no, recipient, subject, body, captured_at)
    select i.*, ${iso(now)}::timestamptz from unnest(${of(c, 'intentId')}::uuid[], ${of(c, 'no')}::bigint[],
      ${of(c, 'recipient')}::text[], ${of(c, 'subject')}::text[], ${of(c, 'body')}::text[]) as i
  ),
  seen as (
    insert into sighting (enrollment_no, step, type, first_at, last_at, count)
    select no, step, 'delivered', ${iso(now)}::timestamptz, ${iso(now)}::timestamptz, 1
    from unnest(${of(c, 'no')}::bigint[], ${of(c, 'step')}::text[]) as i(no, step)
  ),
  ${logged(sql, c)} select`;

const logged = (sql: Sql, c: Columns) => sql`
  head as (
    update log_head h set next = i.next
    from unnest(${of(c, 'head')}::smallint[], ${of(c, 'next')}::bigint[]) as i(part, next) where h.part = i.part
  ),
  logged as (
    insert into event_log (part, pos, event_id, body)
    select part, pos, event_id, body::json
    from rows from (unnest(${of(c, 'part')}::smallint[]), unnest(${of(c, 'pos')}::bigint[]),
      unnest(${of(c, 'eventId')}::uuid[]), string_to_table(${of(c, 'event')}::text, E'\n')) as i(part, pos, event_id, body)
  )`;

const among = (sql: Sql, parts: readonly number[] | undefined) =>
  parts ? sql`and part = any(${parts as number[]}::smallint[])` : sql``;

/** An input that the plan has. */
function of(columns: Columns, name: string): string {
  const column = columns[name];
  if (column === undefined) throw new Error(`the plan has no ${name}`);
  return column;
}

/** What a database holds after a run, by table: how many rows, and a hash over them, whatever their order. */
export async function fingerprint(sql: Sql): Promise<Readonly<Record<string, string>>> {
  const prints: Record<string, string> = {};
  for (const table of ['enrollment', 'touch', 'event_log', 'log_head', 'mail', 'sighting']) {
    const [row] = await sql<{ print: string }[]>`
      select count(*) || ' rows, hash ' || sum(hashtextextended(r::text, 0)) as print from ${sql(table)} r`;
    prints[table] = row?.print ?? '';
  }
  return prints;
}
