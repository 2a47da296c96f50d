/** How many of a number of trials succeeded: replies of mails, conversions of enrollments. */
export interface RateCount {
  successes: number;
  trials: number;
}
