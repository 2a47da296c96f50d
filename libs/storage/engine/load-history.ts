import type { Instant, Sighting } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/** What conditions look at: events seen and times sent, by enrollment number. */
export interface History {
  readonly seen: Readonly<Record<string, Readonly<Record<string, Sighting>>>>;
  readonly sentAt: Readonly<Record<string, Instant>>;
}

/** Loads the histories of enrollments whose sequence has conditions. Uses sighting_pkey, touch_pkey. */
export async function loadHistory(sql: Sql, enrollments: readonly number[]): Promise<Map<number, History>> {
  const numbers = enrollments as number[];
  const seen = await sql<(Sighting & { no: number; step: string; type: string })[]>`
    select enrollment_no as no, step, type, first_at as first, last_at as last, count,
      array(select (extract(epoch from each) * 1000)::bigint from unnest(times) each) as times
    from sighting where enrollment_no = any(${numbers}::bigint[])`;
  const sent = await sql<{ no: number; step: string; at: Instant }[]>`
    select enrollment_no as no, step, max(sent_at) as at
    from touch where enrollment_no = any(${numbers}::bigint[]) and sent_at is not null group by 1, 2`;
  const histories = new Map(numbers.map((no) => [no, { seen: {}, sentAt: {} } as MutableHistory]));
  for (const row of seen) {
    const steps = histories.get(row.no)?.seen;
    if (!steps) continue;
    steps[row.step] = {
      ...steps[row.step],
      [row.type]: { first: row.first, last: row.last, count: row.count, times: row.times },
    };
  }
  for (const row of sent) {
    const times = histories.get(row.no)?.sentAt;
    if (times) times[row.step] = row.at;
  }
  return histories;
}

interface MutableHistory {
  seen: Record<string, Record<string, Sighting>>;
  sentAt: Record<string, Instant>;
}
