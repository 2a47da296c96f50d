import type { Sequence } from '../sequence.ts';
import { stepTypes } from '../steps/index.ts';
import type { StepTypes } from '../steps/step-type.ts';
import { readSequence } from './read-sequence.ts';
import type { Path, Report } from './reading.ts';
import { readText } from './text.ts';

/** One thing that is wrong with a file. `path` is empty for the file as a whole; `line` counts from 1. */
export interface Problem {
  readonly path: string;
  readonly line: number | null;
  readonly reason: string;
  readonly fix: string;
}

export type Parsed =
  | { readonly ok: true; readonly sequence: Sequence; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** More than anybody reads, and each costs a search for its line. */
const MOST_PROBLEMS = 1_000;

/**
 * Is this a sequence, and which? Takes the mapping that a file or a request holds and answers the sequence with every
 * default filled in, or every problem at once (their `line` is null). Never throws on bad input.
 */
export function parseSequence(input: unknown, types: StepTypes = stepTypes): Parsed {
  return parse(input, () => null, [], types);
}

/** As `parseSequence`, for YAML or JSON text: each problem also carries its line. */
export function parseSequenceText(text: string, types: StepTypes = stepTypes): Parsed {
  const { value, problems, lineOf } = readText(text);
  if (value === undefined) return { ok: false, problems };
  return parse(value, lineOf, problems, types);
}

function parse(
  input: unknown,
  lineOf: (path: Path) => number | null,
  before: readonly Problem[],
  types: StepTypes,
): Parsed {
  const problems = [...before];
  const warnings: Problem[] = [];
  let more = 0;
  const into =
    (list: Problem[]): Report =>
    (path, reason, fix) => {
      if (list.length < MOST_PROBLEMS) list.push({ path: formatPath(path), line: lineOf(path), reason, fix });
      else more += 1;
    };
  const sequence = readSequence(input, types, into(problems), into(warnings));
  if (problems.length === 0 && sequence !== null) return { ok: true, sequence, warnings };
  // In the order of the file where it is known; sorting keeps the rest as it was found.
  const sorted = problems.toSorted((left, right) => (left.line ?? 0) - (right.line ?? 0));
  const rest = {
    path: '',
    line: null,
    reason: `${more} more places are wrong.`,
    fix: 'Correct these first.',
  };
  return { ok: false, problems: more > 0 ? [...sorted, rest] : sorted };
}

/** A path as it is shown: `steps[2].variants[0].key`. */
export function formatPath(path: Path): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );
}
