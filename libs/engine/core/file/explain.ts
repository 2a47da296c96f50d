import type { z } from 'zod';
import { suggest } from './nearest.ts';

/** A complaint of a field's own check: the reason, then the fix, on two lines of zod's one message. */
export function complaint(reason: string, fix: string): string {
  return `${reason}\n${fix}`;
}

/** What zod found, in plain words and with a way out. */
export function explain(
  issue: z.core.$ZodIssue,
  key: string,
  value: unknown,
  example: unknown,
): { readonly reason: string; readonly fix: string } {
  const like = example === undefined ? '' : `, such as ${JSON.stringify(example)}`;
  const place = issue.path.reduce<unknown>(stepInto, value);
  if (value === undefined) return { reason: `"${key}" is missing.`, fix: `Add "${key}"${like}.` };
  switch (issue.code) {
    case 'custom': {
      const [reason = '', fix = ''] = issue.message.split('\n');
      return { reason, fix };
    }
    case 'invalid_type':
      return {
        reason: `"${key}" is ${nameOf(place)} where ${EXPECTED[issue.expected] ?? issue.expected} is expected.`,
        fix: `Write ${EXPECTED[issue.expected] ?? issue.expected}${like}.`,
      };
    case 'invalid_value':
      return {
        reason: `${show(place)} is not a value of "${key}".`,
        fix: suggest(typeof place === 'string' ? place : '', issue.values.map(String)),
      };
    case 'too_small':
      return {
        reason: `"${key}" is ${issue.origin === 'number' ? 'too small' : 'too short'}.`,
        fix: `It takes ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${like}.`,
      };
    case 'too_big':
      return {
        reason: `"${key}" is ${issue.origin === 'number' ? 'too large' : 'too long'}.`,
        fix: `It takes ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}.`,
      };
    default:
      return { reason: `"${key}" is not valid: ${issue.message}.`, fix: `Correct "${key}"${like}.` };
  }
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
};

function stepInto(value: unknown, part: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined;
}

/** What a value is, in the words of somebody who writes YAML. */
export function nameOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return 'text';
  return typeof value === 'boolean' ? 'true or false' : `a ${typeof value}`;
}

/** A value in an explanation: text in quotes and on one line, cut where it is long. */
export function show(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string'
    ? JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value)
    : nameOf(value);
}
