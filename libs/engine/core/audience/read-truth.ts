import { show } from '../file/explain.ts';
import { suggest } from '../file/nearest.ts';
import { formatPath, type Problem } from '../file/parse.ts';
import { isMapping, type Path, type Report, read, within } from '../file/reading.ts';
import { readText } from '../file/text.ts';
import { stepGoal } from '../goal.ts';
import type { Sequence, Step } from '../sequence.ts';
import { isOutward, windowOf } from '../watching.ts';
import {
  delayTruth,
  opensTruth,
  organicTruth,
  stepTruth,
  type Truth,
  taskTruth,
  truthSchema,
} from './truth.ts';

export type ParsedTruth =
  | { readonly ok: true; readonly truth: Truth }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Is this what is true of an audience of this sequence? Takes the mapping that a file or a request holds and answers the
 * truth with every default filled in, or every problem at once. What it says of no step is that nobody answers there.
 */
export function parseTruth(input: unknown, sequence: Sequence): ParsedTruth {
  return parse(input, sequence, () => null);
}

/** As `parseTruth`, for YAML or JSON text: each problem also carries its line. */
export function parseTruthText(text: string, sequence: Sequence): ParsedTruth {
  if (text.trim() === '') return { ok: false, problems: [EMPTY] };
  const { value, problems, lineOf } = readText(text);
  return value === undefined || problems.length > 0
    ? { ok: false, problems }
    : parse(value, sequence, lineOf);
}

const EMPTY: Problem = {
  path: '',
  line: null,
  reason: 'The file is empty.',
  fix: 'Say what is true of the steps, such as steps: { intro: { outcome: 0.02 } }.',
};

/** More than anybody reads, and each costs a search for its line and for what was meant. */
const MOST_PROBLEMS = 200;
const MOST_UNKNOWN = 50;

function parse(input: unknown, sequence: Sequence, lineOf: (path: Path) => number | null): ParsedTruth {
  const problems: Problem[] = [];
  let more = 0;
  const report: Report = (path, reason, fix) => {
    if (problems.length < MOST_PROBLEMS)
      problems.push({ path: formatPath(path), line: lineOf(path), reason, fix });
    else more += 1;
  };
  const file = isMapping(input)
    ? { sequence: sequence.key, names: namesOf(input, sequence), ...input }
    : input;
  readWhole(file, sequence, report);
  if (more > 0) {
    const reason = `${more} more places are wrong.`;
    problems.push({ path: '', line: null, reason, fix: 'Correct these first.' });
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, truth: truthSchema.parse(file) };
}

/** Replies come in a thread that names their mail; who converts or clicks names nothing. */
function namesOf(
  { outcome = 'goal' }: Readonly<Record<string, unknown>>,
  sequence: Sequence,
): Truth['names'] {
  const goals = sequence.steps.filter((step) => isOutward(step)).map((step) => stepGoal(sequence, step));
  const replies = outcome === 'goal' ? goals.every((goal) => goal === 'replied') : outcome === 'replied';
  return replies ? 'touch' : 'contact';
}

/** What is read by itself: its parts are judged one by one. */
const simpleTruth = truthSchema.omit({
  steps: true,
  organic: true,
  opens: true,
  outcomeDelay: true,
  tasks: true,
});
const MAPPINGS = ['steps', 'organic', 'opens', 'outcomeDelay', 'tasks'];

function readWhole(file: unknown, sequence: Sequence, report: Report): void {
  const { raw, fields } = read(simpleTruth, file, report, MAPPINGS);
  if (!isMapping(file)) return;
  if (fields.sequence !== undefined && fields.sequence !== sequence.key) {
    report(
      ['sequence'],
      `This is true of "${fields.sequence}", and the sequence is "${sequence.key}".`,
      `Write sequence: ${sequence.key}, or take the other file.`,
    );
  }
  for (const [key, schema] of [
    ['organic', organicTruth],
    ['opens', opensTruth],
    ['outcomeDelay', delayTruth],
    ['tasks', taskTruth],
  ] as const) {
    if (raw[key] === undefined || raw[key] === null) continue;
    const part = read(schema, raw[key], within(report, key)).raw;
    if (key === 'tasks' && part.delay !== undefined)
      read(delayTruth, part.delay, within(report, 'tasks', 'delay'));
  }
  if (raw.organic !== undefined && (fields.outcome ?? 'goal') === 'goal') {
    report(
      ['organic'],
      'What happens without any touch needs an outcome that all steps share.',
      'Write outcome: converted or outcome: replied.',
    );
  }
  if (!isMapping(raw.steps)) {
    report(
      ['steps'],
      'It does not say what is true of the steps.',
      `Write steps: { ${sequence.steps.find((step) => isOutward(step))?.key ?? 'intro'}: { outcome: 0.02 } }.`,
    );
    return;
  }
  const known = new Set(sequence.steps.map(({ key }) => key));
  const unknown = Object.keys(raw.steps).filter((key) => !known.has(key));
  const passedOver = new Set(unknown.slice(MOST_UNKNOWN));
  if (passedOver.size > 0)
    report(['steps'], `${passedOver.size} more steps are not in the sequence.`, 'Remove them.');
  for (const [key, own] of Object.entries(raw.steps)) {
    if (passedOver.has(key)) continue;
    readOwn(key, own, sequence, delayOf(raw.outcomeDelay), within(report, 'steps', key));
  }
}

function delayOf(input: unknown): { medianHours: number; sigma: number } | null {
  return delayTruth.safeParse(input ?? truthSchema.shape.outcomeDelay.parse(undefined)).data ?? null;
}

function readOwn(
  key: string,
  input: unknown,
  { key: sequenceKey, steps }: Sequence,
  delay: { medianHours: number; sigma: number } | null,
  report: Report,
): void {
  const step = steps.find((each) => each.key === key);
  const outward = steps.filter((each) => isOutward(each));
  if (step === undefined || !isOutward(step)) {
    const reason =
      step === undefined
        ? `The sequence "${sequenceKey}" has no step "${key}".`
        : `Nobody answers the step "${key}": it is a ${step.type}.`;
    report(
      [],
      reason,
      suggest(
        key,
        outward.map((each) => each.key),
      ),
    );
    return;
  }
  const { raw, fields } = read(stepTruth, input, report);
  const outcomes = readOutcomes(raw.outcome, step, within(report, 'outcome'));
  const others = (fields.bounced ?? 0) + (fields.unsubscribed ?? 0);
  for (const outcome of outcomes) {
    if (outcome + others <= 1) continue;
    report(
      ['outcome'],
      `Outcome, bounced and unsubscribed come to ${Number((outcome + others).toFixed(6))}: at most one of them happens.`,
      'Let them come to 1 or less.',
    );
    break;
  }
  if (delay !== null && outcomes.some((outcome) => outcome > 0) && isTooSlow(delay, windowOf(step))) {
    report(
      ['outcome'],
      `Next to no outcome comes within the window of ${windowOf(step) / 3_600_000} hours: half of them take longer than ${delay.medianHours}.`,
      'Lengthen the window of the step, or shorten outcomeDelay.',
    );
  }
}

/** Less than one in forty within the window: delays are drawn again until they lie in it. */
function isTooSlow({ medianHours, sigma }: { medianHours: number; sigma: number }, window: number): boolean {
  return (Math.log(window / 3_600_000) - Math.log(medianHours)) / sigma < -2;
}

/** The chances of a step, of each of its variants where they differ. */
function readOutcomes(raw: unknown, step: Step, report: Report): number[] {
  if (raw === undefined || raw === null) return [0];
  if (!isMapping(raw)) return isChance(raw, report) ? [raw] : [];
  const variants = step.type === 'email' ? step.variants.map(({ key }) => key) : [];
  if (variants.length < 2) {
    report([], `The step "${step.key}" has no variants.`, 'Write one number, such as 0.02.');
    return [];
  }
  for (const key of Object.keys(raw)) {
    if (!variants.includes(key))
      report([key], `The step "${step.key}" has no variant "${key}".`, suggest(key, variants));
  }
  return variants.flatMap((key) => {
    const chance = Object.hasOwn(raw, key) ? raw[key] : undefined;
    if (chance === undefined) {
      report([], `The variant "${key}" is missing.`, `Add it, such as ${key}: 0.02.`);
      return [];
    }
    return isChance(chance, within(report, key)) ? [chance] : [];
  });
}

function isChance(value: unknown, report: Report): value is number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return true;
  report([], `${show(value)} is not a chance.`, 'Write a number from 0 to 1, such as 0.02 for 2 %.');
  return false;
}
