import type { Fragment } from 'postgres';
import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';
import { plainArray } from '../postgres/plain-array.ts';
import type { CapturedCopy, Outcome } from './finish-sending.ts';
import { latestTimes } from './latest-times.ts';
import { textColumn } from './log-tail.ts';

/** What outcomes of sends bring about beyond their touches, as parts of the statement that writes them. */
export interface Consequences {
  /** Locks the enrollments that some outcome changes, before the touches are locked. */
  readonly held: Fragment;
  /** A condition that is true once they are. */
  readonly afterHeld: Fragment;
  /** CTEs after `done(no, visit, intent_id, step, item, sent_at)`. */
  readonly parts: Fragment;
  /** Those of them that lock rows. */
  readonly names: readonly string[];
  /** The events of enrollments that end, to go into `ev`. */
  readonly exits: Fragment;
}

/** Only what some outcome of the batch brings about is there. Uses enrollment_pkey, sighting_pkey, touch_pkey. */
export function consequencesOf(sql: Sql, at: { now: Instant }, outcomes: readonly Outcome[]): Consequences {
  const items = outcomes.map((outcome, item) => ({ ...outcome, item }));
  const ending = items.flatMap(({ item, ends }) => (ends === null ? [] : [{ item, ...ends }]));
  const waking = items.flatMap(({ item, ends, wakesAt }) =>
    ends !== null || wakesAt === null ? [] : [{ item, wakesAt }],
  );
  const delivered = items.flatMap(({ item, delivered }) => (delivered ? [item] : []));
  const mails = items.flatMap(({ item, mail }) => (mail === null ? [] : [{ item, mail }]));
  const parts = [
    ...(mails.length > 0 ? [{ names: ['captured'], cte: captured(sql, mails) }] : []),
    ...(delivered.length > 0 ? [{ names: ['seen'], cte: seen(sql, delivered) }] : []),
    ...(ending.length > 0 ? [{ names: ['ended', 'closed'], cte: ended(sql, at, ending) }] : []),
    ...(waking.length > 0 ? [{ names: ['woken'], cte: woken(sql, at, waking) }] : []),
  ];
  const changed = outcomes.filter(({ ends, wakesAt }) => ends !== null || wakesAt !== null);
  const nos = plainArray(changed.map(({ no }) => no));
  return {
    held:
      changed.length === 0
        ? sql``
        : sql`held as materialized (
            select no from enrollment where no = any(${nos}::bigint[]) order by no for update),`,
    afterHeld: changed.length === 0 ? sql`` : sql`and (select count(*) from held) >= 0`,
    parts: parts.length === 0 ? sql`` : sql`${parts.map(({ cte }) => cte)}`,
    names: parts.flatMap(({ names }) => names),
    exits:
      ending.length === 0
        ? sql``
        : sql`union all select part, item * 2 + 1, 1::smallint, null, exit from ended`,
  };
}

const itemsOf = (of: readonly { readonly item: number }[]): string => plainArray(of.map(({ item }) => item));

/** Copies for the captured mailbox. */
function captured(sql: Sql, mails: readonly { item: number; mail: CapturedCopy }[]): Fragment {
  const column = (of: (mail: CapturedCopy) => string) => mails.map(({ mail }) => of(mail));
  const rest = column(({ sender, html, headers }) => JSON.stringify({ sender, html, headers }));
  return sql`
    captured as (
      insert into mail (intent_id, enrollment_no, recipient, subject, body, sender, html, headers, captured_at)
      select d.intent_id, d.no, i.recipient, i.subject, i.body, m.sender, m.html, m.headers, d.sent_at
      from done d
      join unnest(${itemsOf(mails)}::integer[], ${column(({ recipient }) => recipient)}::text[],
        ${column(({ subject }) => subject)}::text[], ${column(({ body }) => body)}::text[], ${rest}::text[])
        as i(item, recipient, subject, body, rest) using (item)
      cross join lateral json_to_record(i.rest::json) as m(sender text, html text, headers jsonb)
      returning 1
    ),`;
}

/** That a mail was delivered, where the provider says so when it takes it. */
function seen(sql: Sql, items: readonly number[]): Fragment {
  return sql`
    seen as (
      insert into sighting (enrollment_no, step, type, first_at, last_at, count, times)
      select no, step, 'delivered', min(sent_at), max(sent_at), count(*), array_agg(sent_at order by sent_at)
      from done where item = any(${plainArray(items)}::integer[]) group by 1, 2 order by 1, 2
      on conflict (enrollment_no, step, type) do update set
        first_at = least(sighting.first_at, excluded.first_at),
        last_at = greatest(sighting.last_at, excluded.last_at),
        count = sighting.count + excluded.count,
        times = ${latestTimes(sql)}
      returning 1
    ),`;
}

/** Enrollments that end, with what else is open of them. */
function ended(
  sql: Sql,
  at: { now: Instant },
  ending: readonly ({ item: number } & NonNullable<Outcome['ends']>)[],
): Fragment {
  return sql`
    ended as (
      update enrollment e set state = i.state, reason = i.reason, due_at = null, wake = null,
        epoch = e.epoch + 1, ended_at = ${iso(at.now)}::timestamptz
      from (
        select distinct on (d.no) d.no, d.item, i.state, i.reason, i.exit
        from done d
        join rows from (
          unnest(${itemsOf(ending)}::integer[], ${ending.map(({ state }) => state)}::text[],
            ${ending.map(({ reason }) => reason)}::text[]),
          ${textColumn(
            sql,
            ending.map(({ exit }) => exit.body),
          )}) as i(item, state, reason, exit) using (item)
        order by d.no, d.visit
      ) i
      where e.no = i.no and e.state in ('active', 'paused', 'finished')
      returning e.no, e.part, i.item, i.exit
    ),
    closed as (
      update touch t set state = 'closed' from ended e
      where t.enrollment_no = e.no and t.state in ('open', 'new', 'pending')
      returning 1
    ),`;
}

/** Enrollments that waited for their mail to have gone out. */
function woken(
  sql: Sql,
  at: { now: Instant },
  waking: readonly { item: number; wakesAt: Instant }[],
): Fragment {
  return sql`
    woken as (
      update enrollment e set due_at = i.wakes_at, wake = null, last_email_at = ${iso(at.now)}::timestamptz,
        epoch = e.epoch + 1
      from done d
      join unnest(${itemsOf(waking)}::integer[], ${plainArray(waking.map(({ wakesAt }) => iso(wakesAt)))}::timestamptz[])
        as i(item, wakes_at) using (item)
      where e.no = d.no and e.wake ->> 'mail' = d.visit::text and e.state in ('active', 'paused')
      returning 1
    ),`;
}
