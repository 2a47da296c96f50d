import type { z } from 'zod';
import type { InputProblem } from './problem.ts';

type Issue = z.core.$ZodIssue;

/** An input that its schema refused, with everything that is wrong with it. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly problems: readonly InputProblem[];

  constructor(issues: readonly Issue[]) {
    const problems = describeIssues(issues);
    super(problems.map(({ path, reason }) => `${path || 'body'}: ${reason}`).join('; '));
    this.problems = problems;
  }
}

/** What a schema found, each with where, why and what to write instead. */
export function describeIssues(issues: readonly Issue[]): InputProblem[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: formatPath([...issue.path, key]),
        reason: 'is not known here',
        fix: 'Remove it, or check how it is spelled.',
      }));
    }
    return [{ path: formatPath(issue.path), reason: reasonOf(issue), fix: fixFor(issue) }];
  });
}

function reasonOf(issue: Issue): string {
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return 'is missing';
  if (issue.code === 'invalid_value' && issue.message.startsWith('Invalid option'))
    return 'is not known here';
  return (issue.code === 'invalid_format' && FORMATS[issue.format]?.reason) || issue.message;
}

/** `['enrollments', 3, 'contact']` as `enrollments[3].contact`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${String(part)}`))
    .join('');
}

function fixFor(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.expected === 'int') return 'Give a whole number.';
      return `Give ${article(issue.expected)} ${issue.expected}.`;
    case 'too_small':
      return `Give at least ${issue.minimum}${unitOf(issue.origin)}.`;
    case 'too_big':
      return `Give at most ${issue.maximum}${unitOf(issue.origin)}.`;
    case 'invalid_value':
      return `Use one of: ${issue.values.map(String).join(', ')}.`;
    case 'invalid_format':
      return FORMATS[issue.format]?.fix ?? SEE_DOCS;
    default:
      return issue.code === 'custom' && typeof issue.params?.fix === 'string' ? issue.params.fix : SEE_DOCS;
  }
}

const SEE_DOCS = 'See /docs for the shape that is asked for here.';

const FORMATS: Readonly<Record<string, { readonly reason: string; readonly fix: string }>> = {
  date: { reason: 'is not a date', fix: 'Write a day as YYYY-MM-DD, such as 2026-04-27.' },
  datetime: {
    reason: 'is not a time',
    fix: 'Write a time as ISO 8601 with a zone, such as 2026-04-27T12:00:00Z.',
  },
  uuid: {
    reason: 'is not an id of Crest',
    fix: 'Give the id as Crest answered it, such as 0b3d6c0e-7f0f-5a4e-9d53-1f1f6a1f2b3c.',
  },
  email: { reason: 'is not an address', fix: 'Write an address such as ada@example.com.' },
};

const article = (word: string) => (/^[aeiou]/.test(word) ? 'an' : 'a');

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' of them' : '';
}
