import { z } from 'zod';
import { CONTACT_OPERATORS, type Condition, type ContactOperator } from '../condition.ts';
import type { Link } from '../steps/step-type.ts';
import { countFile, readCount } from './count-file.ts';
import { parseElapsed } from './duration.ts';
import { keyField, outsideEventField, spanField } from './field.ts';
import { isMapping, type Reading, type Report, read, readList, within } from './reading.ts';

/** How deep conditions may nest, and how many parts a list of them may have. */
const DEEPEST = 8;
const WIDEST = 50;

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** A condition as it stands in a file: one of `any`, `all`, `not`, `event`, `variant`, `contact`. */
export const conditionFile = z.strictObject({
  get any() {
    return z.array(conditionFile).min(1).max(WIDEST).optional();
  },
  get all() {
    return z.array(conditionFile).min(1).max(WIDEST).optional();
  },
  get not() {
    return conditionFile.optional();
  },
  event: outsideEventField.optional(),
  step: keyField.optional(),
  within: spanField.optional(),
  count: countFile.optional(),
  outcome: keyField.optional(),
  variant: keyField.optional(),
  contact: z
    .string()
    .min(1)
    .max(200)
    .meta({ examples: ['plan'] })
    .optional(),
  eq: z.unknown().optional(),
  ne: z.unknown().optional(),
  in: z.array(z.unknown()).min(1).max(1_000).optional(),
  gt: z.unknown().optional(),
  gte: z.unknown().optional(),
  lt: z.unknown().optional(),
  lte: z.unknown().optional(),
  exists: z
    .boolean()
    .meta({ examples: [true] })
    .optional(),
  contains: z.unknown().optional(),
});

// Where it holds itself, the description of the API calls it by this name.
z.globalRegistry.add(conditionFile, { id: 'Condition' });

const KINDS = ['any', 'all', 'not', 'event', 'variant', 'contact'] as const;
type Kind = (typeof KINDS)[number];

/** The condition, or null after a report of all that is wrong with it. */
export function readCondition(input: unknown, report: Report, depth = 1): Condition | null {
  if (depth > DEEPEST) {
    report([], `Conditions nest deeper than ${DEEPEST} levels.`, 'Take it apart into several branches.');
    return null;
  }
  const reading = read(conditionFile, input, report);
  if (!isMapping(input)) return null;
  const kinds = KINDS.filter((kind) => Object.hasOwn(input, kind));
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    const given = kinds.length === 0 ? 'none of them' : kinds.join(' and ');
    report(
      [],
      `A condition is one of ${KINDS.join(', ')}; this has ${given}.`,
      'Write one; join several with "any" or "all".',
    );
    return null;
  }
  reportStrangers(reading, kind);
  return readKind(kind, reading, depth);
}

function readKind(kind: Kind, reading: Reading<typeof conditionFile>, depth: number): Condition | null {
  const { raw, fields, report } = reading;
  switch (kind) {
    case 'any': {
      const any = readParts(raw.any, 'any', report, depth);
      return any === null ? null : { any };
    }
    case 'all': {
      const all = readParts(raw.all, 'all', report, depth);
      return all === null ? null : { all };
    }
    case 'not': {
      const not = readCondition(raw.not, within(report, 'not'), depth + 1);
      return not === null ? null : { not };
    }
    case 'event':
      return readEventCondition(reading);
    case 'variant': {
      const { variant, step } = fields;
      if (raw.step === undefined || raw.step === null)
        report(
          ['step'],
          'A variant is one of a step, and no step is named.',
          'Add "step", the key of an email.',
        );
      return variant === undefined || step === undefined ? null : { variant, step };
    }
    case 'contact':
      return readContactCondition(reading);
  }
}

function readEventCondition({ raw, fields, report }: Reading<typeof conditionFile>): Condition | null {
  const { step = null, within: span, outcome } = fields;
  if (outcome !== undefined && fields.event !== undefined && fields.event !== 'task-completed') {
    report(['outcome'], `"${fields.event}" has no outcome.`, 'Remove it, or ask for "task-completed".');
    return null;
  }
  const event = outcome === undefined ? fields.event : `task-completed:${outcome}`;
  const count = given(raw.count) ? readCount(raw.count, within(report, 'count')) : undefined;
  if (event === undefined || count === null) return null;
  const asked = { event, step, within: span === undefined ? null : parseElapsed(span) };
  return count === undefined ? asked : { ...asked, count };
}

function given(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** The steps that a condition asks about, from the raw file, so that a dangling one shows beside other mistakes. */
export function linksOfCondition(raw: unknown, path: readonly (string | number)[]): Link[] {
  if (Array.isArray(raw)) return raw.flatMap((part, index) => linksOfCondition(part, [...path, index]));
  if (!isMapping(raw)) return [];
  const inner = (['any', 'all', 'not'] as const).flatMap((kind) =>
    linksOfCondition(raw[kind], [...path, kind]),
  );
  if (typeof raw.step !== 'string') return inner;
  const part = (['variant', 'outcome'] as const).flatMap((of) => {
    const key = raw[of];
    return typeof key === 'string' ? [{ of, key, path: [...path, of] }] : [];
  });
  return [...inner, { path: [...path, 'step'], step: raw.step, follows: false, parts: part }];
}

function readParts(raw: unknown, kind: 'any' | 'all', report: Report, depth: number): Condition[] | null {
  const parts = readList(raw, kind, report);
  if (parts.length === 0 || parts.length > WIDEST) {
    report([kind], `"${kind}" holds ${parts.length} conditions.`, `List between 1 and ${WIDEST}.`);
    return null;
  }
  const conditions = parts.map((part, index) => readCondition(part, within(report, kind, index), depth + 1));
  return conditions.every((condition) => condition !== null) ? conditions : null;
}

function readContactCondition({ raw, fields, report }: Reading<typeof conditionFile>): Condition | null {
  const operators = CONTACT_OPERATORS.filter((operator) => Object.hasOwn(raw, operator));
  const [op] = operators;
  if (op === undefined || operators.length > 1) {
    report(
      [],
      `A condition on a contact compares once; this has ${operators.length === 0 ? 'no comparison' : operators.join(' and ')}.`,
      `Give one of ${CONTACT_OPERATORS.join(', ')}, such as "eq: trial".`,
    );
    return null;
  }
  const value = fields[op];
  if (fields.contact === undefined || value === undefined) {
    if (raw[op] === null)
      report([op], `"${op}" compares with nothing.`, 'Use "exists: false" for a field without a value.');
    return null;
  }
  if (!fits(op, value)) {
    report(
      [op],
      `"${op}" cannot compare with this.`,
      `Give ${OPERAND[op] ?? 'text, a number, true or false'}.`,
    );
    return null;
  }
  return { contact: fields.contact, op, value };
}

const OPERAND: Readonly<Record<string, string>> = {
  in: 'a list of values',
  gt: 'a number or text',
  gte: 'a number or text',
  lt: 'a number or text',
  lte: 'a number or text',
};

function fits(op: ContactOperator, value: unknown): boolean {
  if (op === 'in') return Array.isArray(value) && value.every((each) => scalar.safeParse(each).success);
  if (op === 'gt' || op === 'gte' || op === 'lt' || op === 'lte') {
    return Number.isFinite(value) || typeof value === 'string';
  }
  return scalar.safeParse(value).success;
}

/** What belongs to one kind of condition says nothing about the others. */
function reportStrangers({ raw, report }: Reading<typeof conditionFile>, kind: Kind): void {
  const owners: Readonly<Record<string, readonly Kind[]>> = {
    step: ['event', 'variant'],
    within: ['event'],
    count: ['event'],
    outcome: ['event'],
    ...Object.fromEntries(CONTACT_OPERATORS.map((operator) => [operator, ['contact']])),
  };
  for (const [key, kinds] of Object.entries(owners)) {
    if (!Object.hasOwn(raw, key) || kinds.includes(kind)) continue;
    const owner = kinds.map((each) => `"${each}"`).join(' or ');
    report([key], `"${key}" says nothing about "${kind}".`, `Remove it, or put it beside ${owner}.`);
  }
}
