import { randomBytes } from 'node:crypto';
import { iso } from '#engine';
import { DEMO } from '#runtime';
import { insertKey, type Sql } from '#storage';
import { hashKey, makeKey } from '../../../apps/ingest/access/key.ts';
import { createDatabase, withDatabase } from '../engine/databases.ts';
import { enrollMany } from '../engine/enroll-many.ts';
import { publishLetters, withEngine, workTick } from '../engine/workload.ts';

const DAY = 86_400_000;
/** So many that a round takes seconds where they are stored: in the first half second a process mostly compiles itself. */
const ENROLLMENTS = 64_000;
/** Two letters of three have gone out, so that everybody is still on the way. */
const LETTERS = 3;
const TICKS = [1, 2].map((day) => DEMO.start + day * DAY);

/** Events a call. */
export const BATCH = 100;
/** The database that every round starts from. */
export const TEMPLATE = 'bench_sent';

export interface Workload {
  readonly key: string;
  /** The calls, each the JSON of a batch: some that come before the clock starts, and those that it measures. */
  readonly warmUp: readonly Buffer[];
  readonly bodies: readonly Buffer[];
  readonly events: number;
}

/** What readers and providers report of mails: of how many in a hundred of them; some open a mail again. */
const REPORTS: readonly (readonly [type: string, percent: number])[] = [
  ['delivered', 100],
  ['opened', 60],
  ['opened', 25],
  ['clicked', 20],
  ['replied', 5],
];
/** As trackers report them. */
const VISIT = {
  userAgent:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
  url: 'https://www.example.com/pricing?utm_source=crest&utm_medium=email&utm_campaign=spring',
};
/** Of the calls so many come first, and nobody waits for them with a watch: what a process does once, it has done then. */
const WARM_UP = 1 / 4;

/**
 * Makes the template, two letters sent to each contact, and what is heard of them: each event of another mail than the
 * one before, in an order that favours no page of any table.
 */
export async function prepareWorkload(server: string, scale: number): Promise<Workload> {
  await createDatabase(server, TEMPLATE, 'template0');
  return await withDatabase(server, TEMPLATE, async (sql) => {
    const count = ENROLLMENTS * scale;
    const workspaceId = await publishLetters(sql, LETTERS);
    await enrollMany(sql, { workspaceId, count, due: count, at: DEMO.start + DAY });
    await withEngine(sql, async (engine) => {
      for (const tick of TICKS) await workTick(engine, tick, count);
    });
    const key = makeKey('live', randomBytes(40));
    await insertKey(
      sql,
      { now: DEMO.start },
      { id: key.id, workspaceId, hash: hashKey(key.text), scopes: ['ingest'] },
    );
    // What is heard comes in by the wall clock.
    await sql`update installation set mode = 'live', clock = null`;
    const heard = await hear(sql);
    await sql`vacuum analyze`;
    const bodies = Array.from({ length: Math.floor(heard.length / BATCH) }, (_, i) =>
      Buffer.from(JSON.stringify({ events: heard.slice(i * BATCH, (i + 1) * BATCH) })),
    );
    const warm = Math.round(bodies.length * WARM_UP);
    const measured = bodies.slice(warm);
    return {
      key: key.text,
      warmUp: bodies.slice(0, warm),
      bodies: measured,
      events: measured.length * BATCH,
    };
  });
}

async function hear(sql: Sql): Promise<object[]> {
  const touches = await sql<{ id: string; at: number }[]>`
    select intent_id as id, sent_at as at from touch where sent_at is not null order by intent_id`;
  const events = REPORTS.flatMap(([type, percent], nth) =>
    touches
      .filter((_, i) => i % 100 < percent)
      .map(({ id, at }) => ({
        // The digits of an id are as good as drawn.
        place: id.slice(nth),
        event: {
          ...{ eventId: `${type}-${nth}-${id}`, type, touch: id, occurredAt: iso(at + 60_000 * (nth + 1)) },
          ...((type === 'opened' || type === 'clicked') && { properties: VISIT }),
        },
      })),
  );
  return events.sort((a, b) => (a.place < b.place ? -1 : 1)).map(({ event }) => event);
}
