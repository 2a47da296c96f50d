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

  constructor(what: { code: EventLogErrorCode; detail: string; fix: string; cause?: unknown }) {
    super(`${what.detail} ${what.fix}`, { cause: what.cause });
    this.name = 'EventLogError';
    this.code = what.code;
    this.fix = what.fix;
  }
}

export function logBehindCursor(part: number, from: number, head: number | undefined): EventLogError {
  return new EventLogError({
    code: 'log-behind-cursor',
    detail: `Partition ${part} of the event log ends at ${head ?? 0}, but is to be read from ${from}.`,
    fix: 'This log is not the one that the cursor was made on (restored, or made anew): give it another name or id.',
  });
}

export function logUnavailable(detail: string, cause?: unknown): EventLogError {
  const reason = cause instanceof Error ? `: ${cause.message}` : '';
  return new EventLogError({
    code: 'log-unavailable',
    detail: `${detail}${reason}.`,
    fix: 'Nothing is lost: events wait in Postgres. See that the brokers run and are reachable from here.',
    cause,
  });
}
