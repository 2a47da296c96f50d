import { iso, PARTITIONS } from '#engine';
import type { Sql } from '#storage';
import { BATCH, ENROLLMENTS, LANES, TICKS } from './workload.ts';

/** The input of one statement: each column is the text of a Postgres array, so that nothing is left for Node to build. */
export type Columns = Readonly<Record<string, string>>;

/** One batch: what `decide` writes and what `finish` writes. */
export interface Batch {
  readonly decide: Columns;
  readonly finish: Columns;
}

/** What the engine wrote at one tick: its first batch, then its lanes, each with the partitions of its own. */
export interface Tick {
  readonly now: number;
  readonly first: Batch;
  readonly lanes: readonly { readonly parts: readonly number[]; readonly batches: readonly Batch[] }[];
}

interface Touch {
  readonly no: number;
  readonly visit: number;
  readonly intentId: string;
  readonly step: string;
  readonly variant: string;
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
}

interface Logged {
  readonly no: number;
  readonly visit: number;
  readonly type: string;
  readonly part: number;
  readonly pos: number;
  readonly eventId: string;
  readonly body: string;
}

/** Reads off a database that the engine has worked through what it wrote, cut into the batches it wrote it in. */
export async function readPlan(sql: Sql): Promise<Tick[]> {
  const touches = await sql<Touch[]>`
    select t.enrollment_no as no, t.visit, t.intent_id as "intentId", t.step, t.variant, m.recipient, m.subject, m.body
    from touch t join mail m using (intent_id) order by t.enrollment_no, t.visit`;
  const logged = await sql<Logged[]>`
    select (body->>'enrollmentNo')::bigint as no, (body->>'visit')::integer as visit, body->>'type' as type, part, pos,
      event_id as "eventId", body::text as body
    from event_log order by part, pos`;
  const arms = armsOf(touches);
  const events = new Map<string, Logged[]>();
  for (const event of logged) {
    const touch = `${event.no}/${event.visit}`;
    const of = events.get(touch);
    if (of) of.push(event);
    else events.set(touch, [event]);
  }
  return TICKS.map((now, index) => {
    const due = touches.filter(({ visit }) => visit === index + 1);
    if (due.length !== ENROLLMENTS)
      throw new Error(`the engine made ${due.length} touches at tick ${index + 1}`);
    const batchOf = (batch: readonly Touch[]): Batch => {
      const all = batch.flatMap(({ no, visit }) => events.get(`${no}/${visit}`) ?? []);
      const isOutcome = ({ type }: Logged) => type === 'sent' || type === 'delivered';
      return {
        decide: { ...moves(batch, index, arms), ...log(all.filter((event) => !isOutcome(event))) },
        finish: { ...outcomes(batch), ...log(all.filter(isOutcome)) },
      };
    };
    const rest = due.slice(BATCH);
    const lanes = Array.from({ length: LANES }, (_, lane) => {
      const parts = Array.from({ length: PARTITIONS }, (_, part) => part).filter(
        (part) => part % LANES === lane,
      );
      const own = rest.filter(({ no }) => parts.includes(no % PARTITIONS));
      const batches = Array.from({ length: Math.ceil(own.length / BATCH) }, (_, i) =>
        batchOf(own.slice(i * BATCH, (i + 1) * BATCH)),
      );
      return { parts, batches };
    });
    return { now, first: batchOf(due.slice(0, BATCH)), lanes };
  });
}

/** The arms of an enrollment after each of its touches, by `no/visit`. */
function armsOf(touches: readonly Touch[]): Map<string, string> {
  const arms = new Map<string, string>();
  let drawn: Record<string, string> = {};
  for (const { no, visit, step, variant } of touches) {
    drawn = { ...(visit === 1 ? {} : drawn), [`bench.${step}`]: variant };
    arms.set(`${no}/${visit}`, JSON.stringify(drawn));
  }
  return arms;
}

function moves(batch: readonly Touch[], index: number, arms: Map<string, string>): Columns {
  const next = TICKS[index + 1];
  return {
    ...columnsOf(batch, ['no', 'visit', 'intentId', 'step', 'variant']),
    state: array(batch.map(() => (next === undefined ? 'finished' : 'active'))),
    dueAt: array(batch.map(() => (next === undefined ? null : iso(next)))),
    arms: array(batch.map(({ no, visit }) => arms.get(`${no}/${visit}`) ?? null)),
  };
}

const outcomes = (batch: readonly Touch[]): Columns =>
  columnsOf(batch, ['no', 'visit', 'intentId', 'step', 'recipient', 'subject', 'body']);

/** Events with the offsets they got, and where they leave the heads of their partitions. */
function log(events: readonly Logged[]): Columns {
  const heads = new Map<number, number>();
  for (const { part, pos } of events) heads.set(part, Math.max(heads.get(part) ?? 0, pos + 1));
  return {
    ...columnsOf(events, ['part', 'pos', 'eventId']),
    event: events.map(({ body }) => body).join('\n'),
    head: array([...heads.keys()]),
    next: array([...heads.values()]),
  };
}

const columnsOf = <R>(rows: readonly R[], names: readonly (keyof R & string)[]): Columns =>
  Object.fromEntries(names.map((name) => [name, array(rows.map((row) => row[name]))]));

const array = (values: readonly unknown[]): string =>
  `{${values.map((value) => (value === null ? 'null' : `"${String(value).replace(/["\\]/g, '\\$&')}"`)).join()}}`;
