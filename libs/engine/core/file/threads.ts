import type { Step } from '../sequence.ts';
import type { Report } from './reading.ts';

/**
 * Reports mails that go on in the thread of what is no mail, or in a circle. A step that is not there is reported with
 * the other links. Whether the other mail comes first is no matter of right and wrong: a branch may skip it, and a mail
 * whose thread was not begun begins it.
 */
export function checkThreads(steps: readonly (Step | null)[], report: Report): void {
  const byKey = new Map(steps.flatMap((step) => (step === null ? [] : [[step.key, step]])));
  const told = new Set<string>();
  for (const [index, step] of steps.entries()) {
    if (step?.type !== 'email' || step.thread === null) continue;
    const other = byKey.get(step.thread);
    if (other !== undefined && other.type !== 'email') {
      report(
        ['steps', index, 'thread'],
        `The step "${other.key}" is a ${other.type}, which has no thread to go on in.`,
        'Name an email step.',
      );
    } else if (other !== undefined && !told.has(step.key)) {
      const circle = circleFrom(step, byKey);
      if (circle === null) continue;
      for (const key of circle) told.add(key);
      report(
        ['steps', index, 'thread'],
        `The threads of "${step.key}" and "${other.key}" go on in each other.`,
        'Let the first mail of the thread have no "thread".',
      );
    }
  }
}

/** The mails on the way from a mail back to itself; null where there is none. */
function circleFrom(start: Step, byKey: ReadonlyMap<string, Step>): ReadonlySet<string> | null {
  const passed = new Set<string>();
  for (let at: Step | undefined = start; at?.type === 'email' && !passed.has(at.key); ) {
    passed.add(at.key);
    if (at.thread === start.key) return passed;
    at = at.thread === null ? undefined : byKey.get(at.thread);
  }
  return null;
}
