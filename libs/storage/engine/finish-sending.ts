import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';
import { plainArray, sparseArray } from '../postgres/plain-array.ts';
import { latestTimes } from './latest-times.ts';
import { type EventRow, type LogRow, logTail, textColumn } from './log-tail.ts';

/** What became of one intent. */
export interface Outcome {
  readonly no: number;
  readonly visit: number;
  readonly attempt: number;
  readonly from: 'sending' | 'suppressed' | 'unknown' | 'closed';
  /** `new` waits until `hop.sendAt` to be tried again. */
  readonly state: 'new' | 'sent' | 'rejected' | 'unknown' | 'suppressed';
  readonly sentAt: Instant | null;
  readonly hop: Hop | null;
  /** Ends the enrollment for this reason, if nothing else has by then; `exit` is the event that says so. */
  readonly ends: {
    readonly state: 'exited' | 'failed';
    readonly reason: string;
    readonly exit: EventRow;
  } | null;
  /** When the step after it falls due, where the enrollment waits for this mail to have gone out. */
  readonly wakesAt: Instant | null;
  /** A copy for the captured mailbox. */
  readonly mail: CapturedCopy | null;
  readonly delivered: boolean;
  readonly log: LogRow | null;
}

/** What the provider's answer says beyond the state; null where it says no more, as with most. */
export interface Hop {
  readonly sendAt?: Instant;
  readonly deferrals?: number;
  /** The attempt of which nobody knows whether the mail was taken; left out, it is known. */
  readonly unsureSince?: Instant | null;
  /** It counts as sent though nobody has heard of it. */
  readonly assumed?: true;
  readonly provider?: string;
  readonly providerMessageId?: string | undefined;
  readonly problem?: string;
}

/** What the captured mailbox keeps of a mail. */
export interface CapturedCopy {
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
  readonly sender: string;
  readonly html: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Writes the outcomes of a batch of sends with their events in one statement; each row is fenced by its own state
 * and attempt. One that ends its enrollment closes what else is open of it. Answers which outcomes were
 * taken, by their place.
 * The rows are in order of (enrollment, visit), which is the order that touches are locked in: a webhook may report on
 * the same mails at this moment. Uses touch_pkey, enrollment_pkey, sighting_pkey.
 */
export async function finishSending(
  sql: Sql,
  at: { now: Instant },
  outcomes: readonly Outcome[],
): Promise<number[]> {
  if (outcomes.length === 0) return [];
  const rows = outcomes
    .map((outcome, item) => ({ outcome, item }))
    .sort((a, b) => a.outcome.no - b.outcome.no || a.outcome.visit - b.outcome.visit);
  const plain = (of: (o: Outcome, item: number) => number | string | boolean | null) =>
    plainArray(rows.map(({ outcome, item }) => of(outcome, item)));
  const text = (of: (o: Outcome) => string | null) => sparseArray(rows.map(({ outcome }) => of(outcome)));
  const time = (of: (o: Outcome) => Instant | null | undefined) =>
    plain((o) => {
      const at = of(o);
      return at == null ? null : iso(at);
    });
  const rest = (mail: CapturedCopy | null) =>
    mail && JSON.stringify({ sender: mail.sender, html: mail.html, headers: mail.headers });
  const whole = (of: (o: Outcome) => string | null | undefined) =>
    textColumn(
      sql,
      rows.map(({ outcome }) => of(outcome)),
    );
  const visits = [...new Set(outcomes.map(({ visit }) => visit))].sort((a, b) => a - b);
  const taken = await sql<{ item: number }[]>`
    with input as materialized (
      select * from rows from (
        unnest(
          ${plain((_, item) => item)}::integer[], ${plain((o) => o.no)}::bigint[],
          ${plain((o) => o.visit)}::integer[], ${plain((o) => o.attempt)}::integer[],
          ${plain((o) => o.from)}::text[], ${plain((o) => o.state)}::text[],
          ${time((o) => o.sentAt)}::timestamptz[],
          ${text((o) => o.ends?.reason ?? null)}::text[], ${text((o) => o.ends?.state ?? null)}::text[],
          ${text((o) => o.mail?.recipient ?? null)}::text[], ${text((o) => o.mail?.subject ?? null)}::text[],
          ${text((o) => o.mail?.body ?? null)}::text[], ${text((o) => rest(o.mail))}::text[],
          ${plain((o) => o.delivered)}::boolean[], ${time((o) => o.hop?.sendAt)}::timestamptz[],
          ${plain((o) => o.hop?.deferrals ?? null)}::smallint[], ${time((o) => o.hop?.unsureSince)}::timestamptz[],
          ${plain((o) => o.hop?.assumed ?? false)}::boolean[], ${text((o) => o.hop?.problem ?? null)}::text[],
          ${plain((o) => o.log?.count ?? null)}::smallint[], ${time((o) => o.wakesAt)}::timestamptz[]),
        ${whole((o) => o.hop?.provider)}, ${whole((o) => o.hop?.providerMessageId)},
        ${whole((o) => o.log?.shared ?? null)}, ${whole((o) => o.log?.own ?? null)},
        ${whole((o) => o.ends?.exit.body ?? null)}
      ) as r(item, no, visit, attempt, was, state, sent_at, ends, ends_as, recipient, subject, body, rest, delivered,
        send_at, deferrals, unsure_since, assumed, problem, count, wakes_at, provider, message_id, shared, own, exit)
    ),
    held as materialized (
      select no from enrollment where no in (select no from input where ends is not null or wakes_at is not null) order by no for update
    ),
    done as (
      update touch t set
        -- What is tried again later asks for its open hours then.
        state = i.state, put_off = i.state = 'new', sent_at = i.sent_at, lease_until = null,
        send_at = coalesce(i.send_at, t.send_at), deferrals = coalesce(i.deferrals, t.deferrals),
        unsure_since = i.unsure_since, assumed = i.assumed, provider = coalesce(nullif(i.provider, ''), t.provider),
        provider_message_id = coalesce(nullif(i.message_id, ''), t.provider_message_id), problem = i.problem
      from input i
      where t.enrollment_no = any(${plain((o) => o.no)}::bigint[])
        and t.visit = any(${plainArray(visits)}::integer[])
        and t.enrollment_no = i.no and t.visit = i.visit and t.attempt = i.attempt and t.state = i.was
        and (select count(*) from held) >= 0
      returning t.enrollment_no as no, t.visit, t.intent_id, t.step, i.item, i.count, i.shared, i.own
    ),
    captured as (
      insert into mail (intent_id, enrollment_no, recipient, subject, body, sender, html, headers, captured_at)
      select d.intent_id, d.no, i.recipient, i.subject, i.body, m.sender, m.html, m.headers, i.sent_at
      from done d join input i using (item)
      cross join lateral json_to_record(i.rest::json) as m(sender text, html text, headers jsonb)
      where i.recipient is not null
      returning 1
    ),
    seen as (
      insert into sighting (enrollment_no, step, type, first_at, last_at, count, times)
      select d.no, d.step, 'delivered', min(i.sent_at), max(i.sent_at), count(*), array_agg(i.sent_at order by i.sent_at)
      from done d join input i using (item) where i.delivered group by 1, 2 order by 1, 2
      on conflict (enrollment_no, step, type) do update set
        first_at = least(sighting.first_at, excluded.first_at),
        last_at = greatest(sighting.last_at, excluded.last_at),
        count = sighting.count + excluded.count,
        times = ${latestTimes(sql)}
      returning 1
    ),
    ended as (
      update enrollment e set state = i.ends_as, reason = i.ends, due_at = null, wake = null,
        epoch = e.epoch + 1, ended_at = ${iso(at.now)}::timestamptz
      from (
        select distinct on (d.no) d.no, i.ends, i.ends_as, i.item, i.exit from done d join input i using (item)
        where i.ends is not null order by d.no, d.visit
      ) i
      where e.no = i.no and e.state in ('active', 'paused', 'finished')
      returning e.no, e.part, i.item, i.exit
    ),
    closed as (
      update touch t set state = 'closed' from ended e
      where t.enrollment_no = e.no and t.state in ('open', 'new', 'pending')
      returning 1
    ),
    woken as (
      update enrollment e set due_at = i.wakes_at, wake = null, last_email_at = ${iso(at.now)}::timestamptz,
        epoch = e.epoch + 1
      from done d join input i using (item)
      where e.no = d.no and i.wakes_at is not null and i.ends is null and e.wake ->> 'mail' = d.visit::text
        and e.state in ('active', 'paused')
      returning 1
    ),
    ev as materialized (
      select (no % 8)::smallint as part, item * 2 as ord, count, shared, own from done where count is not null
      union all
      select part, item * 2 + 1, 1::smallint, null, exit from ended
    ),
    ${logTail(sql, ['done', 'captured', 'seen', 'ended', 'closed', 'woken'])}
    select item from done`;
  return taken.map(({ item }) => item);
}
