import type { LocalSlot, Weekday } from '#engine';
import { rateOf } from '#stats';
import type { Recovery, SentWhen } from './simulation.ts';

/** Sums over the touches of a step, or of one variant of it: what is kept does not grow with the enrollments. */
export class StepTally {
  reached = 0;
  sent = 0;
  bounced = 0;
  unsubscribed = 0;
  private trials = 0;
  private successes = 0;
  private readonly planted = new Mean();
  private readonly expected = new Mean();
  private readonly days = new Map<number, number>();
  private readonly hours = new Set<number>();
  private readonly weekdays = { mon: 0, tue: 0, wed: 0, thu: 0, fri: 0, sat: 0, sun: 0 };

  /** A touch that went out, so many days after the day of the enrollment. */
  addSent(after: number, { weekday, hour }: LocalSlot): void {
    this.sent += 1;
    this.days.set(after, (this.days.get(after) ?? 0) + 1);
    this.hours.add(hour);
    this.weekdays[weekday] += 1;
  }

  /** A touch whose outcome is known. */
  addTrial(success: boolean, planted: number, expected: number): void {
    this.trials += 1;
    this.successes += success ? 1 : 0;
    this.planted.add(planted);
    this.expected.add(expected);
  }

  counts(): { successes: number; trials: number } {
    return { successes: this.successes, trials: this.trials };
  }

  recovery(plantedAtRest: number): Recovery {
    const rate = rateOf(this.successes, this.trials, 'sent');
    if (rate.low === null || rate.high === null)
      return { planted: plantedAtRest, expected: plantedAtRest, rate, covered: null };
    const expected = this.expected.value();
    const covered = rate.low <= expected && expected <= rate.high;
    return { planted: this.planted.value(), expected, rate, covered };
  }

  when(): SentWhen {
    const days = [...this.days].sort((left, right) => left[0] - right[0]);
    const hours = [...this.hours].sort((left, right) => left - right);
    const weekdays: Readonly<Record<Weekday, number>> = { ...this.weekdays };
    const [firstDay, lastDay] = [days[0]?.[0], days.at(-1)?.[0]];
    const [firstHour, lastHour] = [hours[0], hours.at(-1)];
    if (firstDay === undefined || lastDay === undefined || firstHour === undefined || lastHour === undefined)
      return { days: null, hours: null, weekdays };
    return {
      days: { first: firstDay, median: this.medianOf(days), last: lastDay },
      hours: { first: firstHour, last: lastHour },
      weekdays,
    };
  }

  private medianOf(days: readonly (readonly [number, number])[]): number {
    let below = 0;
    for (const [day, count] of days) {
      below += count;
      if (below * 2 >= this.sent) return day;
    }
    return 0;
  }
}

/** Of equal values exactly that value, without the rounding of a sum. */
class Mean {
  private sum = 0;
  private count = 0;
  private least = Number.POSITIVE_INFINITY;
  private most = Number.NEGATIVE_INFINITY;

  add(value: number): void {
    this.sum += value;
    this.count += 1;
    this.least = Math.min(this.least, value);
    this.most = Math.max(this.most, value);
  }

  value(): number {
    return this.least === this.most ? this.least : this.sum / this.count;
  }
}
