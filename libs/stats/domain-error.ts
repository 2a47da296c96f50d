/** What can be wrong with a question put to this library. */
export type DomainErrorCode =
  | 'not-a-count'
  | 'out-of-range'
  | 'inconsistent-counts'
  | 'too-few-groups'
  | 'duplicate-key'
  | 'not-a-day'
  | 'no-convergence';

/** An argument outside a function's domain: names the argument, the reason and a fix. A statistic is never NaN. */
export class DomainError extends Error {
  readonly code: DomainErrorCode;
  /** The argument that is wrong, as a path: `steps[2].trials`. */
  readonly argument: string;
  readonly reason: string;
  readonly fix: string;

  constructor(code: DomainErrorCode, argument: string, reason: string, fix: string) {
    super(`${argument}: ${reason}. ${fix}.`);
    this.name = 'DomainError';
    this.code = code;
    this.argument = argument;
    this.reason = reason;
    this.fix = fix;
  }
}
