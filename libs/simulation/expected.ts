import type { SimulatedTouch, Truth } from '#engine';
import { normalCdf } from '#stats';
import type { Question } from './question.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** The planted chance of a touch's outcome, as the truth has it: among all that got it, bounces too. */
export function plantedAt({ steps }: Truth, step: string, variant: string): number {
  const outcome = (Object.hasOwn(steps, step) ? steps[step] : undefined)?.outcome ?? 0;
  return typeof outcome === 'number' ? outcome : (outcome[variant] ?? 0);
}

/**
 * The chance that an outcome is counted for a touch of an enrollment that got so far and whose mail did not bounce. An
 * outcome that names its mail is counted for it, and no other. One that names only the contact is counted for the last
 * mail that can have brought it about: late ones of the mails before, and those that no mail brought about.
 */
export function expectedAt(
  truth: Truth,
  questions: ReadonlyMap<string, Question>,
  touch: SimulatedTouch,
  earlier: readonly SimulatedTouch[],
  enrolledAt: number,
): number {
  const question = questions.get(touch.step);
  if (question === undefined || touch.sentAt === null) return 0;
  const { watched } = question;
  const own = chanceOf(truth, touch) * shareWithin(truth, watched, question.window);
  if (truth.names === 'touch') return own;
  const { sentAt } = touch;
  const late = earlier.map((before) => {
    const theirs = questions.get(before.step);
    if (theirs === undefined || before.sentAt === null || theirs.metric !== question.metric) return 0;
    const passed = sentAt - before.sentAt;
    const until = shareWithin(truth, passed, theirs.window);
    const then = shareWithin(truth, passed + watched, theirs.window);
    const chance = chanceOf(truth, before);
    const { unsubscribed = 0 } = truth.steps[before.step] ?? {};
    // Of those who are still here: neither done with it nor gone.
    return (chance * (then - until)) / Math.max(1 - chance * until - unsubscribed, Number.MIN_VALUE);
  });
  return (
    1 - [own, ...late, unaskedWithin(truth, sentAt - enrolledAt, watched)].reduce((no, p) => no * (1 - p), 1)
  );
}

/** Among those whose mail did not bounce. */
function chanceOf(truth: Truth, { step, variant }: SimulatedTouch): number {
  const { bounced = 0 } = truth.steps[step] ?? {};
  return bounced >= 1 ? 0 : plantedAt(truth, step, variant) / (1 - bounced);
}

/** The share of the outcomes of a step that come within a time: the lognormal delay, cut off at the step's window. */
function shareWithin({ outcomeDelay }: Truth, time: number, window: number): number {
  if (time <= 0) return 0;
  if (time >= window) return 1;
  const share = (ms: number) =>
    normalCdf(Math.log(ms / HOUR / outcomeDelay.medianHours) / outcomeDelay.sigma);
  return share(time) / share(window);
}

/** What happens by itself in `length` milliseconds from `start` after the enrollment. */
function unaskedWithin({ organic }: Truth, start: number, length: number): number {
  if (organic === undefined) return 0;
  const days = Math.max(0, Math.min(start + length, organic.days * DAY) - start) / DAY;
  return 1 - (1 - organic.perDay) ** days;
}
