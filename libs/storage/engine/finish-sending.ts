import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';
import { plainArray, sparseArray } from '../postgres/plain-array.ts';
import { consequencesOf } from './consequences.ts';
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
 * taken, by their place. What no outcome of the batch brings about is not in the statement: five parts that find nothing
 * to do take a third of its time.
 * The rows are in order of (enrollment, visit), which is the order that touches are locked in: a webhook may report on
 * the same mails at this moment. Uses touch_pkey.
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
  const whole = (of: (o: Outcome) => string | null | undefined) =>
    textColumn(
      sql,
      rows.map(({ outcome }) => of(outcome)),
    );
  const visits = [...new Set(outcomes.map(({ visit }) => visit))].sort((a, b) => a - b);
  const { held, afterHeld, parts, names, exits } = consequencesOf(sql, at, outcomes);
  const taken = await sql<{ item: number }[]>`
    with ${held}
    done as (
      update touch t set
        -- What is tried again later asks for its open hours then.
        state = i.state, put_off = i.state = 'new', sent_at = i.sent_at, lease_until = null,
        send_at = coalesce(i.send_at, t.send_at), deferrals = coalesce(i.deferrals, t.deferrals),
        unsure_since = i.unsure_since, assumed = i.assumed, provider = coalesce(nullif(i.provider, ''), t.provider),
        provider_message_id = coalesce(nullif(i.message_id, ''), t.provider_message_id), problem = i.problem
      from rows from (
        unnest(
          ${plain((_, item) => item)}::integer[], ${plain((o) => o.no)}::bigint[],
          ${plain((o) => o.visit)}::integer[], ${plain((o) => o.attempt)}::integer[],
          ${plain((o) => o.from)}::text[], ${plain((o) => o.state)}::text[],
          ${time((o) => o.sentAt)}::timestamptz[], ${time((o) => o.hop?.sendAt)}::timestamptz[],
          ${plain((o) => o.hop?.deferrals ?? null)}::smallint[], ${time((o) => o.hop?.unsureSince)}::timestamptz[],
          ${plain((o) => o.hop?.assumed ?? false)}::boolean[], ${text((o) => o.hop?.problem ?? null)}::text[],
          ${plain((o) => o.log?.count ?? null)}::smallint[]),
        ${whole((o) => o.hop?.provider)}, ${whole((o) => o.hop?.providerMessageId)},
        ${whole((o) => o.log?.shared ?? null)}, ${whole((o) => o.log?.own ?? null)}
      ) as i(item, no, visit, attempt, was, state, sent_at, send_at, deferrals, unsure_since, assumed, problem, count,
        provider, message_id, shared, own)
      where t.enrollment_no = any(${plain((o) => o.no)}::bigint[])
        and t.visit = any(${plainArray(visits)}::integer[])
        and t.enrollment_no = i.no and t.visit = i.visit and t.attempt = i.attempt and t.state = i.was
        ${afterHeld}
      returning t.enrollment_no as no, t.visit, t.intent_id, t.step, i.item, i.sent_at, i.count, i.shared, i.own
    ),
    ${parts}
    ev as materialized (
      select (no % 8)::smallint as part, item * 2 as ord, count, shared, own from done where count is not null
      ${exits}
    ),
    ${logTail(sql, ['done', ...names])}
    select item from done`;
  return taken.map(({ item }) => item);
}
