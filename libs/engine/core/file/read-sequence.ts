import { DAY } from '../calendar/zone.ts';
import type { MailRules } from '../mail-rules.ts';
import type { Schedule, Sequence, Slot, Step, StepBase } from '../sequence.ts';
import type { StepTypes } from '../steps/step-type.ts';
import { findUnstorable, nestsDeeper } from '../storable.ts';
import { DEFAULT_WINDOW } from '../time.ts';
import { parseElapsed } from './duration.ts';
import { show } from './explain.ts';
import { delayOf } from './field.ts';
import { checkFlow, type Outline } from './flow.ts';
import { suggest } from './nearest.ts';
import { checkUnsubscribe, readMail, warnUnmeasured } from './read-mail.ts';
import { isMapping, type Reading, type Report, read, readList, within } from './reading.ts';
import { readRules } from './rules-file.ts';
import { readSchedule } from './schedule-file.ts';
import { exploreFile, MOST_STEPS, sequenceFileSchema, stepFile } from './sequence-file.ts';
import { checkSlot, readSlot } from './slot-file.ts';
import { checkThreads } from './threads.ts';

const DEEPEST = 40;
const DEFAULT_GAP = DAY;

/** The sequence with its defaults, or null after a report of all that is wrong. `warn` takes what works but may surprise. */
export function readSequence(
  input: unknown,
  types: StepTypes,
  report: Report,
  warn: Report,
): Sequence | null {
  if (nestsDeeper(input, DEEPEST)) {
    report([], `The file nests deeper than ${DEEPEST} levels.`, 'Use fewer levels.');
    return null;
  }
  const unstorable = findUnstorable(input);
  if (unstorable !== null) {
    report(
      unstorable,
      'There is a NUL or half of a surrogate pair here, which no text may hold.',
      'Remove it; look for \\u0000, \\0 or \\ud800 in the text.',
    );
  }
  const reading = read(sequenceFileSchema, input, report);
  const { raw, fields } = reading;
  if (!isMapping(input)) return null;
  const schedule = given(raw.schedule) ? readSchedule(raw.schedule, within(report, 'schedule')) : null;
  const explore = given(raw.explore) ? readExplore(raw.explore, within(report, 'explore')) : null;
  if (explore !== null) {
    warn(
      ['explore'],
      'This version of Crest does not run step experiments yet.',
      'Leave it in: nothing is skipped so far.',
    );
  }
  const mail = readMail(reading);
  const steps = readSteps(raw, fields.key, schedule, mail, types, report);
  const rules = readRules({ raw, fields, report }, warn);
  if (given(raw.from) && rules.mailboxes.length > 0) {
    warn(
      ['from'],
      'A mail is from the mailbox that it leaves by, and the sequence names mailboxes: "from" is not used.',
      'Remove "from", or "mailboxes".',
    );
  }
  const { key, goal } = fields;
  if (key === undefined || goal === undefined || steps === null) return null;
  const sequence: Sequence = {
    key,
    name: fields.name ?? key,
    goal,
    schedule,
    stopOn: fields.stopOn ?? [...new Set(['unsubscribed', 'bounced', 'complained', goal])],
    reentry: fields.reentry ?? 'never',
    minGap: fields.minGap === undefined ? DEFAULT_GAP : (parseElapsed(fields.minGap) ?? DEFAULT_GAP),
    explore,
    mail,
    ...rules,
    steps,
  };
  warnUnmeasured(sequence, warn);
  return sequence;
}

function readExplore(input: unknown, report: Report): Sequence['explore'] {
  const { raw, fields } = read(exploreFile, input, report);
  if (given(raw.skip) === given(raw.order)) {
    report([], 'An exploration is either "skip" or "order".', 'Write { skip: 0.1 } or { order: williams }.');
  }
  return { skip: fields.skip ?? null, order: fields.order ?? null };
}

function readSteps(
  raw: Readonly<Record<string, unknown>>,
  sequenceKey: string | undefined,
  schedule: Schedule | null,
  mail: MailRules,
  types: StepTypes,
  report: Report,
): readonly Step[] | null {
  const list = readList(raw.steps, 'steps', report);
  if (Array.isArray(raw.steps) && (list.length === 0 || list.length > MOST_STEPS)) {
    report(['steps'], `The sequence has ${list.length} steps.`, `Use between 1 and ${MOST_STEPS}.`);
    return null;
  }
  const read = list.map((input, index) => readStep(input, types, within(report, 'steps', index)));
  checkFlow(
    read.map(({ outline }) => outline),
    report,
  );
  for (const [index, { step }] of read.entries()) {
    if (step?.slot !== undefined) checkSlot(step.slot, schedule, within(report, 'steps', index));
    if (step?.type === 'exit' && step.to !== null && step.to === sequenceKey) {
      report(
        ['steps', index, 'to'],
        'The exit moves to this same sequence.',
        'Go back with a branch instead.',
      );
    }
  }
  const steps = read.map(({ step }) => step);
  checkThreads(steps, report);
  checkUnsubscribe(mail, steps, report);
  return steps.length > 0 && steps.every((step) => step !== null) ? steps : null;
}

function readStep(input: unknown, types: StepTypes, report: Report): { step: Step | null; outline: Outline } {
  const typeName = isMapping(input) ? input.type : undefined;
  const type = typeof typeName === 'string' && Object.hasOwn(types, typeName) ? types[typeName] : undefined;
  // What neither knows is reported by the type, which knows all the fields of its steps.
  const shared = read(stepFile, input, report, isMapping(input) ? Object.keys(input) : []);
  const key = shared.fields.key ?? null;
  if (type === undefined) {
    const names = Object.keys(types);
    if (!isMapping(input)) return { step: null, outline: UNREAD };
    if (!given(typeName)) report(['type'], '"type" is missing.', `Add one of: ${names.join(', ')}.`);
    else
      report(
        ['type'],
        `${show(typeName)} is not a type of step.`,
        suggest(typeof typeName === 'string' ? typeName : '', names),
      );
    return { step: null, outline: { ...UNREAD, key } };
  }
  const own = read(type.schema, input, report, ['type', ...Object.keys(stepFile.shape)]);
  const due = readDue(shared, type.outward);
  // Where the key or the due time is missing, the step is read for its other mistakes, and dropped.
  const base = baseOf(shared.fields, due, readSlot(shared, due, type));
  const step = type.parse(own, base);
  const outline: Outline = {
    key,
    type,
    due,
    links: type.links?.(own) ?? [],
    parts: (of) => (type.parts === undefined ? [] : type.parts(own, of)),
    pauses: step !== null && type.pauses?.(step) === true,
  };
  // What the registry's own types parse is a Step; a type that a caller adds makes one more kind of it.
  return { step: key === null || due === null ? null : (step as Step | null), outline };
}

const UNREAD: Outline = { key: null, type: null, due: null, links: [], parts: () => null, pauses: false };

function baseOf(
  fields: Reading<typeof stepFile>['fields'],
  due: StepBase['due'] | null,
  slot: Slot | null,
): StepBase {
  const { key = '', name = key, purpose = null, goal = null, window } = fields;
  return {
    key,
    name,
    purpose,
    goal,
    window: window === undefined ? DEFAULT_WINDOW : parseElapsed(window),
    due: due ?? AT_ONCE,
    ...(slot !== null && { slot }),
  };
}

const AT_ONCE: StepBase['due'] = { after: { unit: 'elapsed', ms: 0 } };

/** What reaches out to the contact says when; anything else follows at once where it does not say. */
function readDue(
  { raw, fields, report }: Reading<typeof stepFile>,
  outward: boolean,
): StepBase['due'] | null {
  if (given(raw.day) && given(raw.after)) {
    report(
      ['after'],
      'The step has both "day" and "after".',
      'Keep one: "day" counts from enrollment, "after" from the step before.',
    );
    return null;
  }
  if (given(raw.day)) return fields.day === undefined ? null : { day: fields.day };
  if (given(raw.after)) {
    const after = delayOf(fields.after);
    return after === null ? null : { after };
  }
  if (!outward) return AT_ONCE;
  report(
    [],
    'The step does not say when it falls due.',
    'Add "day", such as day: 3, or "after", such as after: 2d.',
  );
  return null;
}

function given(value: unknown): boolean {
  return value !== undefined && value !== null;
}
