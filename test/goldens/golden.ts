/** How far a number may be off: |got - expected| <= max(abs, rel · |expected|). */
export interface Tolerance {
  readonly rel: number;
  readonly abs: number;
}

export type Value =
  | number
  | string
  | boolean
  | null
  | undefined
  | readonly Value[]
  | { readonly [key: string]: Value };

/** One case of a file of reference values: numbers that other software computed, with its source. */
export interface Golden {
  readonly id: string;
  readonly input: unknown;
  readonly expected: Readonly<Record<string, Value>>;
  readonly tol: Tolerance;
  readonly tolFields?: Readonly<Record<string, Tolerance>>;
  readonly source?: string;
}

export interface GoldenFile {
  readonly title?: string;
  readonly cases: readonly Golden[];
}

/**
 * What the library answers to a case's input, under the names of the file's `expected`. An adapter may answer more than
 * a case asks; what a case asks and no adapter answers is a failure. `id`: the case's name, for files that say something in it.
 */
export type Adapter<Input> = (input: Input, id: string) => Readonly<Record<string, Value>>;
