/**
 * `error`: it will not do what it says, or breaks a rule that binds senders. `warning`: it can be expected to do worse
 * than it could. `info`: worth a look, and often right as it is.
 */
export type Severity = 'error' | 'warning' | 'info';

/** What the linter says about one place in a sequence file. */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  /** The key of the step it is about; null where it is about none alone. */
  readonly step: string | null;
  readonly message: string;
  readonly fix: string;
  /** Where in the file, such as `steps[2].subject`; empty for the file as a whole. */
  readonly path: string;
  /** Counted from 1; null where the file came without lines. */
  readonly line: number | null;
}
