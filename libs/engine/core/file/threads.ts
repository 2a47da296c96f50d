import type { Step } from '../sequence.ts';
import type { Report } from './reading.ts';

/**
 * Reports mails that go on in the thread of what is no mail, or in a circle. A step that is not there is reported with
 * the other links. Whether the other mail comes first is no matter of right and wrong: a branch may skip it, and a mail
 * whose thread was not begun begins it.
 */
export function checkThreads(steps: readonly (Step | null)[], report: Report): void {
  const byKey = new Map(steps.flatMap((step) => (step === null ? [] : [[step.key, step]])));
  for (const [index, step] of steps.entries()) {
    if (step?.type !== 'email' || step.thread === null) continue;
    const other = byKey.get(step.thread);
    if (other !== undefined && other.type !== 'email') {
      report(
        ['steps', index, 'thread'],
        `The step "${other.key}" is a ${other.type}, which has no thread to go on in.`,
        'Name an email step.',
      );
    } else if (other !== undefined && comesBackTo(step.key, other, byKey)) {
      report(
        ['steps', index, 'thread'],
        `The threads of "${step.key}" and "${other.key}" go on in each other.`,
        'Let the first mail of the thread have no "thread".',
      );
    }
  }
}

function comesBackTo(key: string, from: Step, byKey: ReadonlyMap<string, Step>): boolean {
  const passed = new Set<string>();
  for (let at: Step | undefined = from; at?.type === 'email'; ) {
    if (at.key === key) return true;
    if (at.thread === null || passed.has(at.key)) return false;
    passed.add(at.key);
    at = byKey.get(at.thread);
  }
  return false;
}
