import { formatPath, type Parsed, type Problem, parseSequence, parseSequenceText } from '../file/parse.ts';
import { isMapping, type Path } from '../file/reading.ts';
import { readText } from '../file/text.ts';
import type { Sequence } from '../sequence.ts';
import { stepTypes } from '../steps/index.ts';
import type { StepTypes } from '../steps/step-type.ts';
import { draftOf } from './draft.ts';
import type { Finding } from './finding.ts';
import { rules } from './rules/index.ts';

type LineOf = (path: Path) => number | null;

/** The findings about a sequence that has been parsed: first those of steps in the order of the file, then those of the whole. */
export function lint(
  sequence: Sequence,
  types: StepTypes = stepTypes,
  lineOf: LineOf = () => null,
): Finding[] {
  const draft = draftOf(sequence, types);
  const found = rules.flatMap(({ code, severity, check }) =>
    [...check(draft)].map((remark) => ({ code, severity, ...remark })),
  );
  return found
    .toSorted((left, right) => (left.step ?? sequence.steps.length) - (right.step ?? sequence.steps.length))
    .map(({ code, severity, step, path = [], message, fix }) => {
      const place = step === null ? path : ['steps', step, ...path];
      const key = step === null ? null : (sequence.steps[step]?.key ?? null);
      return { code, severity, step: key, message, fix, path: formatPath(place), line: lineOf(place) };
    });
}

/** All that can be said about the mapping that a file or a request holds: what is wrong with it, else what the rules find. */
export function lintSequence(input: unknown, types: StepTypes = stepTypes): Finding[] {
  return findingsOf(parseSequence(input, types), input, types, () => null);
}

/** As `lintSequence`, for YAML or JSON text: each finding also carries its line. */
export function lintSequenceText(text: string, types: StepTypes = stepTypes): Finding[] {
  const { value, lineOf } = readText(text);
  return findingsOf(parseSequenceText(text, types), value, types, lineOf);
}

function findingsOf(parsed: Parsed, input: unknown, types: StepTypes, lineOf: LineOf): Finding[] {
  if (!parsed.ok) return parsed.problems.map((problem) => toFinding('invalid', 'error', problem, input));
  const doubts = parsed.warnings.map((problem) => toFinding('doubtful', 'warning', problem, input));
  return [...doubts, ...lint(parsed.sequence, types, lineOf)];
}

function toFinding(
  code: string,
  severity: Finding['severity'],
  { path, line, reason, fix }: Problem,
  input: unknown,
): Finding {
  const message = path === '' ? reason : `${path}: ${reason}`;
  return { code, severity, step: stepAt(path, input), message, fix, path, line };
}

/** The key of the step that a path such as `steps[2].subject` lies in. */
function stepAt(path: string, input: unknown): string | null {
  const [, index] = /^steps\[(\d+)/.exec(path) ?? [];
  if (index === undefined || !isMapping(input) || !Array.isArray(input.steps)) return null;
  const step: unknown = input.steps[Number(index)];
  return isMapping(step) && typeof step.key === 'string' ? step.key : null;
}
