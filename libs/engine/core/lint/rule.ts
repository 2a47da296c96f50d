import type { Path } from '../file/reading.ts';
import type { Draft } from './draft.ts';
import type { Severity } from './finding.ts';

/** One thing that a rule has to say. */
export interface Remark {
  /** The index of the step; null for the sequence. */
  readonly step: number | null;
  /** Where inside the step, or inside the sequence. */
  readonly path?: Path;
  readonly message: string;
  readonly fix: string;
  /** Where it weighs less than the rule does in general. */
  readonly severity?: Severity;
}

/** One rule of the linter. `docs/linter.md` says why there is such a rule, and where that is known from. */
export interface Rule {
  readonly code: string;
  readonly severity: Severity;
  check(draft: Draft): Iterable<Remark>;
}
