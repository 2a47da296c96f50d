/** What can be wrong with a question put to this library. */
export type StatsErrorCode =
  | 'not-a-count'
  | 'out-of-range'
  | 'inconsistent-counts'
  | 'too-few-groups'
  | 'duplicate-key'
  | 'not-a-day'
  | 'no-convergence';

/** Bad input: names the field, the reason and a fix. A statistic is never NaN. */
export class StatsError extends Error {
  readonly code: StatsErrorCode;
  /** Path of the value in the input, for example `steps[2].trials`. */
  readonly field: string;
  readonly reason: string;
  readonly fix: string;

  constructor(code: StatsErrorCode, field: string, reason: string, fix: string) {
    super(`${field}: ${reason}. ${fix}.`);
    this.name = 'StatsError';
    this.code = code;
    this.field = field;
    this.reason = reason;
    this.fix = fix;
  }
}
