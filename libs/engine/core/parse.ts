import type { Problem } from './problem.ts';
import type { Sequence } from './sequence.ts';

export type Parsed =
  | { readonly ok: true; readonly sequence: Sequence; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export declare function parseSequence(input: unknown): Parsed;
export declare function parseSequenceText(text: string): Parsed;
