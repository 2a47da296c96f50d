/** One thing that is wrong with a file. `path` is empty for the file as a whole; `line` counts from 1. */
export interface Problem {
  readonly path: string;
  readonly line: number | null;
  readonly reason: string;
  readonly fix: string;
}
