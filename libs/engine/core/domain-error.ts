/** Every way in which Crest refuses something; the HTTP layer maps each to a status. */
export const errorCodes = [
  'clickhouse-not-reached',
  'clock-goes-forward',
  'data-folder-in-use',
  'data-folder-not-a-folder',
  'data-folder-not-writable',
  'embedded-postgres-failed',
  'embedded-postgres-user',
  'event-id-missing',
  'log-behind-cursor',
  'log-partitions',
  'log-unavailable',
  'migration-changed',
  'migration-missing',
  'not-a-sandbox',
  'postgres-not-reached',
  'sequence-not-found',
  'sequence-not-published',
  'transaction-ended',
  'transaction-too-long',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** A refusal in plain words: what is wrong, where, and what to do about it. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ErrorCode;
  /** What is wrong, for the person who reads it. */
  readonly detail: string;
  /** What to do about it. */
  readonly fix: string;
  /** Where in the input, as a path such as `steps[2].subject`. */
  readonly field: string | undefined;

  constructor(what: { code: ErrorCode; detail: string; fix: string; field?: string; cause?: unknown }) {
    super(`${what.detail} ${what.fix}`, { cause: what.cause });
    this.code = what.code;
    this.detail = what.detail;
    this.fix = what.fix;
    this.field = what.field;
  }
}
