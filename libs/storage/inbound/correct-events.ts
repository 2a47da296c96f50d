import { type Instant, iso } from '#engine';
import { type EventRow, logTail, rowsWithBodies } from '../engine/log-tail.ts';
import type { Sql } from '../postgres/open-postgres.ts';
import type { IncomingMail, MailEvent } from './incoming-mail.ts';

/** An event that turned out to be another one: the same event, as it is now. */
export interface CorrectedEvent {
  readonly eventId: string;
  readonly part: number;
  readonly body: string;
  readonly occurredAt: Instant;
  /** 0 where it belongs to no enrollment. */
  readonly enrollmentNo: number;
  readonly step: string;
  /** What it was remembered as, and is from now on; null for what is not remembered. */
  readonly sightingWas: string | null;
  readonly sighting: string | null;
  /** What would have ended the sequence ends it now, if it goes on. */
  readonly ends: { readonly reason: string; readonly exit: EventRow } | null;
  readonly suppress: { readonly holderKey: string; readonly reason: string } | null;
}

/** A mail that came in and is taken for something else now. */
export interface MailCorrection
  extends Pick<IncomingMail, 'matchedBy' | 'confidence' | 'intentId' | 'contactNo'> {
  readonly id: number;
  readonly workspaceId: number;
  /** What it was judged by before; nothing happens where that has changed meanwhile. */
  readonly classifierWas: number;
  readonly classifier: number;
  readonly kind: string;
  readonly reason: string;
  readonly events: readonly MailEvent[];
  /** Some of its events are new and still to be taken in. */
  readonly taken: boolean;
  /** Of the corrected events: later than what they correct. */
  readonly at: Instant;
  readonly corrected: readonly CorrectedEvent[];
}

/**
 * Logs what events of a mail are now, and brings what is remembered of them up to date, in one statement. What an event
 * did stays done; what it would have done is done now. Answers false where another call was quicker.
 * Uses incoming_mail_pkey, enrollment_pkey, contact_pkey, touch_pkey, sighting_pkey.
 */
export async function correctEvents(sql: Sql, mail: MailCorrection): Promise<boolean> {
  const input = mail.corrected.map((event, ord) => ({
    row: {
      ord,
      id: event.eventId,
      part: event.part,
      at: iso(event.occurredAt),
      no: event.enrollmentNo,
      step: event.step,
      was: event.sightingWas,
      is: event.sighting,
      ends: event.ends?.reason ?? null,
      holder: event.suppress?.holderKey ?? null,
      why: event.suppress?.reason ?? null,
    },
    bodies: { body: event.body, exit_body: event.ends?.exit.body ?? null },
  }));
  const rows = await sql`
    with due as materialized (
      select id from incoming_mail where id = ${mail.id} and classifier = ${mail.classifierWas} and raw is not null
    ),
    input as materialized (
      select r.* from due cross join json_to_recordset(${rowsWithBodies(input)}::text::json) as r(
        ord integer, id uuid, part smallint, at timestamptz, no bigint, step text, was text, "is" text,
        ends text, holder text, why text, body json, exit_body json)
    ),
    before as materialized (
      select no, state from enrollment where no in (select no from input) order by no for update
    ),
    owner as materialized (
      -- Else a contact that is being erased, and this mail with it, would be waited for with the mail in hand.
      select id from contact where id = ${mail.contactNo}::bigint and (select count(*) from before) >= 0 for key share
    ),
    ending as (
      select distinct on (i.no) i.no, i.part, i.ord, i.at, i.ends, i.exit_body
      from input i join before b on b.no = i.no
      where i.ends is not null and b.state in ('active', 'paused')
      order by i.no, i.ord
    ),
    moved as (
      update enrollment e set state = 'exited', reason = x.ends, ended_at = x.at, due_at = null, wake = null,
        epoch = e.epoch + 1
      from ending x where e.no = x.no returning 1
    ),
    touches_left as (
      update touch t set state = 'closed' from ending x
      where t.enrollment_no = x.no and t.state in ('open', 'new', 'pending') and (select count(*) from before) >= 0
      returning 1
    ),
    forgotten as (
      delete from sighting g using input i
      where i.no > 0 and g.enrollment_no = i.no and g.step = i.step and g.type = i.was
        and i.was is distinct from i."is" and g.count = 1 and (select count(*) from before) >= 0
      returning 1
    ),
    lessened as (
      update sighting g set count = g.count - 1, times = array_remove(g.times, i.at) from input i
      where i.no > 0 and g.enrollment_no = i.no and g.step = i.step and g.type = i.was
        and i.was is distinct from i."is" and g.count > 1 and (select count(*) from before) >= 0
      returning 1
    ),
    seen as (
      insert into sighting (enrollment_no, step, type, first_at, last_at, count, times)
      select no, step, "is", min(at), max(at), count(*), array_agg(at order by at) from input
      where no > 0 and "is" is not null and was is distinct from "is"
      group by no, step, "is" order by no, step, "is"
      on conflict (enrollment_no, step, type) do update set
        first_at = least(sighting.first_at, excluded.first_at), last_at = greatest(sighting.last_at, excluded.last_at),
        count = sighting.count + excluded.count,
        times = array(select at from unnest(sighting.times || excluded.times) at order by at)
      returning 1
    ),
    suppressed as (
      insert into suppression (workspace_id, holder_key, reason, since)
      select distinct on (holder) ${mail.workspaceId}, holder, why, at from input
      where holder is not null and (select count(*) from owner) >= 0 order by holder
      on conflict do nothing
      returning 1
    ),
    superseded as (
      insert into correction (event_id, ver)
      select id, (extract(epoch from ${iso(mail.at)}::timestamptz) * 1000)::bigint from input order by ord
      returning 1
    ),
    noted as (
      update incoming_mail m set classifier = ${mail.classifier}, kind = ${mail.kind}, reason = ${mail.reason},
        events = ${JSON.stringify(mail.events)}::text::jsonb, taken = ${mail.taken},
        matched_by = ${mail.matchedBy}, confidence = ${mail.confidence}, intent_id = ${mail.intentId}::uuid,
        contact_id = ${mail.contactNo}::bigint,
        logged_at = case when exists (select from input) then ${iso(mail.at)}::timestamptz else m.logged_at end
      from due
      where m.id = due.id and (select count(*) from owner) >= 0 and (select count(*) from suppressed) >= 0
      returning 1
    ),
    ev as materialized (
      select part, row_number() over (order by ord, place) as ord, 1::smallint as count, null::text as shared,
        body::text as own
      from (
        select part, ord, 0 as place, body from input
        union all
        select part, ord, 1, exit_body from ending
      ) e
    ),
    ${logTail(sql, ['moved', 'touches_left', 'forgotten', 'lessened', 'seen', 'suppressed', 'superseded', 'noted'])}
    select from noted`;
  return rows.length === 1;
}
