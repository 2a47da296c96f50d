import type { SimulatedEnrollment } from '#engine';
import { type DayCount, type PeakDay, peakDay } from '#stats';
import { meets } from './question.ts';

const DAY = 86_400_000;

/** On which day after enrollment do outcomes come? At risk are those who are still in at the start of the day. */
export class DayTally {
  private readonly days: DayCount[];

  constructor(
    private readonly metric: string,
    count: number,
  ) {
    this.days = Array.from({ length: count }, (_, day) => ({ day, atRisk: 0, events: 0 }));
  }

  add({ enrolledAt, exitedAt, touches }: SimulatedEnrollment): void {
    const times = touches.flatMap(({ firsts }) =>
      Object.entries(firsts).flatMap(([kind, at]) => (meets(kind, this.metric) ? [at] : [])),
    );
    const at = Math.min(Number.POSITIVE_INFINITY, ...times);
    const over = Math.min(at, exitedAt ?? Number.POSITIVE_INFINITY);
    for (const day of this.days) {
      const start = enrolledAt + day.day * DAY;
      if (start > over) return;
      day.atRisk += 1;
      if (at >= start && at < start + DAY) day.events += 1;
    }
  }

  read(): PeakDay | null {
    return peakDay(this.days);
  }
}
