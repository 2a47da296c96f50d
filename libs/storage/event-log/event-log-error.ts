export type EventLogErrorCode =
  /** The log does not answer. */
  | 'log-unavailable'
  /** The log does not have the number of partitions that the installation was made with. */
  | 'log-partitions'
  /** The log ends before a cursor on it. */
  | 'log-behind-cursor';

/** Why the event log cannot be used, and what to do about it. */
export class EventLogError extends Error {
  readonly code: EventLogErrorCode;
  readonly fix: string;

  constructor(code: EventLogErrorCode, reason: string, fix: string, cause?: unknown) {
    super(reason, { cause });
    this.name = 'EventLogError';
    this.code = code;
    this.fix = fix;
  }
}
