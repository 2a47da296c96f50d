/** One whole day (24 hours) since enrollment. */
export interface DayCount {
  day: number;
  /** Enrolled, still in at the start of the day, and observed to its end. */
  atRisk: number;
  /** Of those, how many had the event during the day. */
  events: number;
}

export interface PeakDay {
  /** The day most likely to have the highest daily hazard. */
  value: number;
  /** First and last day of the 95 % credible set. */
  low: number;
  high: number;
  probability: number;
}

export declare function peakDay(days: readonly DayCount[]): PeakDay | null;
