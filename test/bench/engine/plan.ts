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

/** A batch and the partitions that it was taken from. */
export interface PartBatch {
  readonly parts: readonly number[];
  readonly batch: Batch;
}

/** What the engine wrote at one tick: its first batch, then its lanes, each with batches of one partition at a time. */
export interface Tick {
  readonly now: number;
  readonly first: Batch;
  readonly lanes: readonly (readonly PartBatch[])[];
}

interface Touch {
  readonly no: number;
  readonly visit: number;
  readonly intentId: string;
  readonly step: string;
  readonly variant: string;
}

interface Logged {
  readonly no: number;
  readonly visit: number;
  readonly outcome: boolean;
  readonly part: number;
  readonly pos: number;
  readonly count: number;
  readonly shared: string;
  readonly own: string;
}

/** Stands between texts; JSON has no control characters. */
export const BETWEEN = '\u001e';

/** Reads off a database that the engine has worked through what it wrote, cut into the batches it wrote it in. */
export async function readPlan(sql: Sql): Promise<Tick[]> {
  const touches = await sql<Touch[]>`
    select enrollment_no as no, visit, intent_id as "intentId", step, variant from touch order by enrollment_no, visit`;
  const logged = await sql<Logged[]>`
    select (shared::json->>'enrollmentNo')::bigint as no, (shared::json->>'visit')::integer as visit,
      shared::json->>'sentAt' is not null as outcome, part::int, pos, count::int, shared, own
    from log_row where shared is not null order by part, pos`;
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
      return {
        decide: { ...moves(batch, index, arms), ...log(all.filter(({ outcome }) => !outcome)) },
        finish: { ...columnsOf(batch, ['no', 'visit']), ...log(all.filter(({ outcome }) => outcome)) },
      };
    };
    const rest = due.slice(BATCH);
    const lanes = Array.from({ length: LANES }, (_, lane) =>
      Array.from({ length: PARTITIONS }, (_, part) => part)
        .filter((part) => part % LANES === lane)
        .flatMap((part) => {
          const own = rest.filter(({ no }) => no % PARTITIONS === part);
          return Array.from({ length: Math.ceil(own.length / BATCH) }, (_, i) => ({
            parts: [part],
            batch: batchOf(own.slice(i * BATCH, (i + 1) * BATCH)),
          }));
        }),
    );
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

/** Rows of the log with the offsets they got, and where they leave the heads of their partitions. */
function log(rows: readonly Logged[]): Columns {
  const heads = new Map<number, number>();
  for (const { part, pos, count } of rows) heads.set(part, Math.max(heads.get(part) ?? 0, pos + count));
  return {
    ...columnsOf(rows, ['part', 'pos', 'count']),
    shared: rows.map(({ shared }) => shared).join(BETWEEN),
    own: rows.map(({ own }) => own).join(BETWEEN),
    head: array([...heads.keys()]),
    next: array([...heads.values()]),
  };
}

const columnsOf = <R>(rows: readonly R[], names: readonly (keyof R & string)[]): Columns =>
  Object.fromEntries(names.map((name) => [name, array(rows.map((row) => row[name]))]));

const array = (values: readonly unknown[]): string =>
  `{${values.map((value) => (value === null ? 'null' : `"${String(value).replace(/["\\]/g, '\\$&')}"`)).join()}}`;
