/** What one judgement of a sample found: nothing, or a line for each field that differs. */
export interface Verdict {
  /** The figure that it counts for, one of the adapter's bars. */
  readonly figure: string;
  readonly differences: readonly string[];
}

export interface Sample {
  /** Its name within the folder. */
  readonly file: string;
  judge(): readonly Verdict[] | Promise<readonly Verdict[]>;
}

/** How the samples of one folder are read and judged: `adapters/FOLDER.ts` exports one as `adapter`. */
export interface SampleAdapter {
  /** The share of right verdicts that each figure must reach, in the order in which they are told. */
  readonly bars: Readonly<Record<string, number>>;
  samples(folder: string): readonly Sample[];
}
