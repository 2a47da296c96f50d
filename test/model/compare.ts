import { expect } from '@jest/globals';
import type { Reference } from './reference.ts';
import type { Real } from './universe.ts';

interface Row {
  readonly id: string;
  readonly state: string;
  readonly reason: string | null;
  readonly touches: readonly {
    visit: number;
    step: string;
    state: string;
    variant: string;
    sentAt: number | null;
  }[];
}

const STATE: Readonly<Record<string, string>> = { exited: 'over', failed: 'over' };

/** Whatever was done: Crest stands where the reference stands, and its log says no more and no less. */
export async function compare(model: Reference, real: Real): Promise<void> {
  const enrollments = await real.sql<Row[]>`
    select e.id, e.state, e.reason, coalesce((
      select json_agg(json_build_object('visit', visit, 'step', step, 'state', t.state, 'variant', variant,
        'sentAt', (extract(epoch from sent_at) * 1000)::bigint) order by visit)
      from touch t where t.enrollment_no = e.no), '[]') as touches
    from enrollment e order by e.no`;
  const found = enrollments.map(({ id, state, reason, touches }) => ({
    ...{ id, state: STATE[state] ?? state, reason, touches },
  }));
  const expected = model.entries.map(({ id, state, reason, touches }) => ({
    ...{ id, state, reason },
    touches: touches.map(({ visit, step, state, variant, sentAt }) => ({
      visit,
      step,
      state,
      variant,
      sentAt,
    })),
  }));
  expect(found).toEqual(expected);
  expect(await logOf(real)).toEqual(model.log.toSorted());
  expect(await journalOf(real)).toEqual(model.handedOver.toSorted());
  await checkLog(real);
}

const OF_THE_ENROLLMENT = ['enrolled', 'completed', 'end'];

async function logOf({ sql }: Real): Promise<string[]> {
  const rows = await sql<{ id: string; type: string; visit: number }[]>`
    select body->>'enrollmentId' as id, body->>'type' as type, (body->>'visit')::integer as visit from event_log`;
  return rows
    .map(({ id, type, visit }) => {
      const said = type === 'exited' || type === 'failed' ? 'end' : type;
      return OF_THE_ENROLLMENT.includes(said) ? `${id} ${said}` : `${id} ${said} ${visit}`;
    })
    .sort();
}

async function journalOf({ sql, provider }: Real): Promise<string[]> {
  const rows = await sql<{ intent: string; id: string; visit: number }[]>`
    select t.intent_id as intent, e.id, t.visit from touch t join enrollment e on e.no = t.enrollment_no`;
  const visits = new Map(rows.map(({ intent, id, visit }) => [intent, `${id} ${visit}`]));
  return provider.journal
    .map(({ intentId, recipient, at }) => `${visits.get(intentId)} ${recipient} ${at}`)
    .sort();
}

/** Offsets are dense, no event stands twice, and what is known of touches is what the log says, however often it is read. */
export async function checkLog({ sql }: Real): Promise<void> {
  const gaps = await sql<{ part: number }[]>`
    select h.part from log_head h left join log_row r using (part)
    group by h.part, h.next having coalesce(sum(r.count), 0) <> h.next or coalesce(max(r.pos + r.count), 0) <> h.next`;
  expect([...gaps]).toEqual([]);
  const twice = await sql<{ id: string }[]>`
    select event_id as id from event_log group by event_id having count(*) > 1`;
  expect([...twice]).toEqual([]);
  const sentWrong = await sql<{ intent: string }[]>`
    with said as (
      select body->>'intentId' as intent, min((body->>'occurredAt')::timestamptz) as at from event_log
      where body->>'type' = 'sent' group by 1
    )
    select coalesce(t.intent_id::text, s.intent) as intent
    from (select * from touch where sent_at is not null) t full join said s on s.intent = t.intent_id::text
    where t.sent_at is distinct from s.at`;
  expect([...sentWrong]).toEqual([]);
  const seenWrong = await sql<{ no: number }[]>`
    with said as (
      select (body->>'enrollmentNo')::bigint as no, body->>'step' as step, body->>'type' as type, count(*) as count,
        min((body->>'occurredAt')::timestamptz) as first, max((body->>'occurredAt')::timestamptz) as last
      from event_log
      where (body->>'source' <> 'engine' and body->>'type' not in ('exited', 'sent')) or body->>'type' = 'task-skipped'
      group by 1, 2, 3
    )
    select coalesce(s.enrollment_no, said.no) as no from sighting s
    full join said on said.no = s.enrollment_no and said.step = s.step and said.type = s.type
    where (s.first_at, s.last_at, s.count) is distinct from (said.first, said.last, said.count)`;
  expect([...seenWrong]).toEqual([]);
}
