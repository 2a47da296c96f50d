import type { EventType } from '../event.ts';
import type { Goal, Instant, Step } from '../sequence.ts';
import { drawsFor, lognormalDelay } from './draw.ts';
import type { Truth } from './truth.ts';

/** Something a simulated contact does. `final` things are done by those who are still in the sequence only. */
export interface Response {
  readonly at: Instant;
  readonly type: EventType;
  readonly name: string;
  readonly machine: boolean;
  readonly names: 'touch' | 'contact';
  readonly final: boolean;
}

/** What `respond` has to know of a touch. */
export interface HeardTouch {
  readonly contact: string;
  readonly step: Step;
  /** The step's own goal, else the sequence's. */
  readonly goal: Goal;
  readonly variant: string;
  /** When the mail went out, or the task was opened. */
  readonly at: Instant;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * What a simulated contact does about one touch, in order of time. A pure function of (seed, contact, step): asked
 * again after a restart it gives the same answer. Outcomes keep to the step's window, so the planted rate is the
 * rate within it.
 */
export function respond(truth: Truth, seed: number, touch: HeardTouch): Response[] {
  const { step, contact } = touch;
  if (step.type !== 'email' && step.type !== 'task') return [];
  const draws = drawsFor(seed, contact, step.key);
  const own = truth.steps[step.key];
  const responses: Response[] = [];
  const add = (response: Partial<Response> & { at: Instant; type: EventType }) =>
    responses.push({ name: '', machine: false, names: 'touch', final: false, ...response });

  let start = touch.at;
  if (step.type === 'task') {
    const tasks = truth.tasks ?? { done: 1, delay: { medianHours: 3, sigma: 0.5 } };
    if (draws('done') >= tasks.done) return [];
    start += lognormalDelay(tasks.delay, draws('openDelay'), draws('humanOpen'));
    add({ at: start, type: 'task-completed', final: true });
  }
  if (!own) return responses;

  const bounced = own.bounced;
  const unsubscribed = bounced + own.unsubscribed;
  const outcome =
    unsubscribed + (typeof own.outcome === 'number' ? own.outcome : (own.outcome[touch.variant] ?? 0));
  const u = draws('outcome');
  if (u < bounced) {
    add({ at: start + 60_000 + Math.round(draws('a') * 600) * 1000, type: 'bounced', final: true });
    return responses;
  }
  if (step.type === 'email') {
    if (draws('machineOpen') < truth.opens.machine)
      add({ at: start + 1000 + Math.round(draws('openDelay') * 20) * 1000, type: 'opened', machine: true });
    if (draws('humanOpen') < truth.opens.human)
      add({
        at: start + lognormalDelay({ medianHours: 5, sigma: 1 }, draws('openDelay'), draws('machineOpen')),
        type: 'opened',
      });
    if (draws('autoReply') < truth.autoReply)
      add({ at: start + 30_000 + Math.round(draws('done') * 120) * 1000, type: 'auto-replied' });
  }
  if (u < unsubscribed) {
    add({
      at: start + lognormalDelay({ medianHours: 4, sigma: 1 }, draws('a'), draws('b')),
      type: 'unsubscribed',
      final: true,
    });
  } else if (u < outcome) {
    const goal = truth.outcome === 'goal' ? touch.goal : truth.outcome;
    const [type, name = ''] = goal.split(':') as [EventType, string?];
    const delay = delayWithin(truth, seed, touch, step.window ?? 7 * DAY);
    add({ at: start + delay, type, name, names: truth.names, final: true });
  }
  return responses.sort((x, y) => x.at - y.at);
}

/** The lognormal delay cut off at the window: drawn again, from further digests, until it lies within. */
function delayWithin(truth: Truth, seed: number, touch: HeardTouch, window: number): number {
  for (let attempt = 0; ; attempt++) {
    const draws = drawsFor(seed, touch.contact, `${touch.step.key}|delay|${attempt}`);
    const delay = lognormalDelay(truth.outcomeDelay, draws('a'), draws('b'));
    if (delay < window) return delay;
  }
}

/** The outcome that a contact comes to without any touch, or null. */
export function respondUnasked(
  truth: Truth,
  seed: number,
  contact: string,
  enrolledAt: Instant,
): Response | null {
  const { organic } = truth;
  if (!organic || truth.outcome === 'goal') return null;
  for (let day = 0; day < organic.days; day++) {
    const draws = drawsFor(seed, contact, `unasked|${day}`);
    if (draws('outcome') >= organic.perDay) continue;
    const at = enrolledAt + day * DAY + Math.round(draws('a') * 86_399) * 1000;
    return { at, type: truth.outcome, name: '', machine: false, names: 'contact', final: true };
  }
  return null;
}
