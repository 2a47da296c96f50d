/** Every way in which Crest refuses something; the HTTP layer maps each to a status. */
export const errorCodes = [
  'address-invalid',
  'address-not-available',
  'batch-invalid',
  'body-not-inflatable',
  'body-not-utf-8',
  'body-too-large',
  'call-too-large',
  'clickhouse-not-reached',
  'clickhouse-of-another',
  'clickhouse-other-profile',
  'clickhouse-too-old',
  'clock-goes-forward',
  'clock-too-far',
  'contact-merge',
  'contact-not-found',
  'cross-site-call',
  'csv-encoding',
  'csv-header',
  'csv-too-large',
  'cursor-invalid',
  'data-folder-in-use',
  'data-folder-not-a-folder',
  'data-folder-not-writable',
  'deliveries-not-reported',
  'draft-changed',
  'embedded-postgres-failed',
  'embedded-postgres-user',
  'encoding-unknown',
  'enrollment-not-found',
  'enrollment-over',
  'event-id-missing',
  'events-held-up',
  'experiment-not-found',
  'fields-missing',
  'idempotency-key-invalid',
  'idempotency-mismatch',
  'idempotency-running',
  'json-malformed',
  'inbound-malformed',
  'key-missing',
  'key-unknown',
  'log-behind-cursor',
  'log-incomplete',
  'log-partitions',
  'log-unavailable',
  'mail-not-found',
  'mail-unwritable',
  'mailbox-in-use',
  'mailbox-not-found',
  'migration-changed',
  'migration-missing',
  'migration-refused',
  'not-a-sandbox',
  'outcome-invalid',
  'postgres-not-reached',
  'rebuild-given-up',
  'rebuild-on-cluster',
  'rebuild-running',
  'provider-unknown',
  'sandbox-not-empty',
  'scope-missing',
  'send-in-sandbox',
  'sequence-in-use',
  'sequence-invalid',
  'sequence-not-found',
  'sequence-not-published',
  'sequence-state',
  'simulation-busy',
  'simulation-too-long',
  'sns-not-reached',
  'step-not-found',
  'store-silent',
  'suppression-not-found',
  'task-closed',
  'task-not-found',
  'too-busy',
  'too-many-calls',
  'transaction-ended',
  'transaction-too-long',
  'truth-invalid',
  'upload-cut-off',
  'version-not-found',
  'webhook-not-set-up',
  'webhook-signature-missing',
  'webhook-signature-wrong',
  'webhook-untimely',
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
  /** Everything that is wrong, where that is more than one thing. */
  readonly problems: readonly object[] | undefined;

  constructor(what: {
    code: ErrorCode;
    detail: string;
    fix: string;
    field?: string;
    problems?: readonly object[];
    cause?: unknown;
  }) {
    super(`${what.detail} ${what.fix}`, { cause: what.cause });
    this.code = what.code;
    this.detail = what.detail;
    this.fix = what.fix;
    this.field = what.field;
    this.problems = what.problems;
  }
}
