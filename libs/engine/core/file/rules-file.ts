import { z } from 'zod';
import type { Cap } from '../rules/cap.ts';
import type { Conflict } from '../rules/conflict.ts';
import { NO_RULES, type Rules } from '../rules/rules.ts';
import { parseElapsed } from './duration.ts';
import { capSpanField, keyField, outsideEventField } from './field.ts';
import { type Reading, type Report, read, readList, within } from './reading.ts';

const MOST_CAPS = 10;
export const MOST_MAILBOXES = 100;

export const conflictFile = z.strictObject({
  /** Sequences without a group are in one together. */
  group: keyField.optional(),
  policy: z.enum(['parallel', 'wait', 'priority']),
  priority: z
    .int()
    .min(0)
    .max(1_000)
    .meta({ examples: [10] })
    .optional(),
});

export const capFile = z.strictObject({
  max: z
    .int()
    .min(1)
    .max(1_000)
    .meta({ examples: [3] }),
  per: capSpanField,
});

/** The rules around the steps, as they stand in a file. */
export const rulesFile = z.strictObject({
  stopAccountOn: z.array(outsideEventField).max(100).optional(),
  conflict: conflictFile.optional(),
  caps: z.array(capFile).max(MOST_CAPS).optional(),
  mailboxes: z.array(keyField).min(1).max(MOST_MAILBOXES).optional(),
});

const DEFAULT_GROUP = 'default';

/** The rules with their defaults, after a report of all that is wrong with them. */
export function readRules({ raw, fields, report }: Reading<typeof rulesFile>, warn: Report): Rules {
  const given = (key: string) => raw[key] !== undefined && raw[key] !== null;
  return {
    stopAccountOn: [...new Set(fields.stopAccountOn ?? NO_RULES.stopAccountOn)],
    conflict: given('conflict')
      ? readConflict(raw.conflict, within(report, 'conflict'), within(warn, 'conflict'))
      : NO_RULES.conflict,
    caps: readCaps(raw.caps, report),
    mailboxes: [...new Set(fields.mailboxes ?? NO_RULES.mailboxes)],
  };
}

function readCaps(raw: unknown, report: Report): Cap[] {
  const list = readList(raw, 'caps', report);
  if (list.length > MOST_CAPS)
    report(['caps'], `There are ${list.length} caps.`, `Use at most ${MOST_CAPS}.`);
  const taken = new Map<number, number>();
  return list.slice(0, MOST_CAPS).flatMap((input, index) => {
    const at = within(report, 'caps', index);
    const { max, per } = read(capFile, input, at).fields;
    const span = per === undefined ? null : parseElapsed(per);
    if (max === undefined || span === null) return [];
    const first = taken.get(span);
    if (first !== undefined)
      at(['per'], `Cap ${first + 1} counts the same span.`, 'Keep the smaller of the two.');
    taken.set(span, first ?? index);
    return [{ max, per: span }];
  });
}

function readConflict(input: unknown, report: Report, warn: Report): Conflict | null {
  const { raw, fields } = read(conflictFile, input, report);
  const { policy, group = DEFAULT_GROUP, priority = 0 } = fields;
  if (policy === undefined) return null;
  if (policy !== 'parallel') return { group, policy, priority };
  for (const key of ['group', 'priority'].filter((key) => raw[key] !== undefined))
    warn(
      [key],
      `"${key}" means nothing where sequences run in parallel.`,
      'Remove it, or use wait or priority.',
    );
  return null;
}
