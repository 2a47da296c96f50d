import type { Sequence } from '#engine';
import type { EnrollmentCandidate, TouchCandidate } from '#storage';
import type { Attributed, Question } from './delivery.ts';
import type { Refusal } from './incoming.ts';

export const LONGEST_NOTE = 5_000;
const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const LONGEST_SLUG = 64;

/** Why an event cannot close the task it names, or null. Other events are none of this. */
export function taskRefusal(
  { index, event }: Question,
  attributed: Attributed | null,
  sequenceOf: (row: EnrollmentCandidate, touch: TouchCandidate) => Sequence,
): Refusal | null {
  if (event.type !== 'task-completed' && event.type !== 'task-skipped') return null;
  const touch = attributed?.touch;
  if (attributed === null || touch?.effect !== 'task') {
    return {
      index,
      code: 'not-a-task',
      detail: `${event.type} names no task`,
      fix: 'Send the touch of the task, as GET /v1/tasks lists it.',
    };
  }
  const { outcome, reason, note } = event.properties ?? {};
  const step = sequenceOf(attributed.enrollment, touch).steps.find(({ key }) => key === touch.step);
  const outcomes = step?.type === 'task' ? step.outcomes : undefined;
  if (isWord(outcome) && outcomes !== undefined && !outcomes.includes(outcome)) {
    return {
      index,
      code: 'unknown-outcome',
      detail: `properties.outcome: "${outcome}" is no outcome of step "${touch.step}"`,
      fix: `Use one of: ${outcomes.join(', ')}.`,
    };
  }
  const words = Object.entries({ outcome, reason });
  const [wrong] = words.find(([, value]) => value !== undefined && !isWord(value)) ?? [];
  if (wrong !== undefined) {
    return {
      index,
      code: 'not-a-word',
      detail: `properties.${wrong}: it enters the log, which holds no free text`,
      fix: `Write it as one kebab-case word of at most ${LONGEST_SLUG} characters; what else there is to say is a note.`,
    };
  }
  if (note === undefined || (typeof note === 'string' && note.length <= LONGEST_NOTE)) return null;
  return {
    index,
    code: 'not-a-note',
    detail: 'properties.note: it is no text, or a very long one',
    fix: `Write text of at most ${LONGEST_NOTE} characters.`,
  };
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_SLUG && SLUG.test(value);
}
