import { checkCount, checkOrder, checkPositive, checkProbability } from '../check.ts';
import { drawGamma } from '../random/draw-gamma.ts';
import type { Random } from '../random/random.ts';
import type { EnrollmentLog } from '../steps/touch-record.ts';
import { checkWorld, type World } from './world.ts';

export interface EnrollmentOptions {
  enrollments: number;
  /** Orders that chance assigns with equal probability; default the incumbent 0, 1, 2, … */
  orders?: readonly (readonly number[])[];
  /** Each step is skipped with this probability; default 0. */
  skip?: number;
  /** Hours between two steps; default 72. */
  waitHours?: number;
  /** Mean hours until a reply is written (exponential); default 24. */
  delayHours?: number;
  /** Enrollments come over so many hours; default 2,000. */
  intakeHours?: number;
  /** 1: steady intake; above 1 it grows (density ∝ time^(growth - 1)); default 1. */
  growth?: number;
  /** Change of the log hazard from the first enrollment to the last; default 0. */
  drift?: number;
  /** Share that another order reaches, too: it gets a random one instead of its own, unlogged; default 0. */
  contamination?: number;
  /** Share of sent mails that a machine opens; default 0. */
  machineOpens?: number;
}

export interface SimulatedEnrollment extends EnrollmentLog {
  enrolledAt: number;
  /** As assigned, with its probability. */
  order: readonly number[];
  probability: number;
  /** By position: sent or held out. */
  sent: boolean[];
  /** Steps with an open that no person made. */
  machineOpened: number[];
}

/**
 * A log of single enrollments from a world, for everything that counts cannot show: late replies, growing intake, drift,
 * random orders and skips with their probabilities, contamination, machine opens. Replies name the step they answer
 * (`event.step`); sends go on until the reply is in. The same seed gives the same log. Errors as `orderTruth`, and
 * `not-a-count` or `out-of-range` for the options, by name.
 *
 * @example simulateEnrollments(WORLDS.null, { enrollments: 3 }, seeded(1)).length // 3
 */
export function simulateEnrollments(
  world: World,
  options: EnrollmentOptions,
  random: Random,
): SimulatedEnrollment[] {
  checkWorld(world);
  const steps = world.logHazard.length;
  const settings = { ...DEFAULTS, ...options };
  const orders = options.orders ?? [Array.from({ length: steps }, (_, k) => k)];
  for (const [i, order] of orders.entries()) checkOrder(`orders[${i}]`, order, steps);
  checkCount('enrollments', settings.enrollments);
  for (const field of ['skip', 'contamination', 'machineOpens'] as const)
    checkProbability(field, settings[field]);
  for (const field of ['waitHours', 'delayHours', 'intakeHours', 'growth'] as const)
    checkPositive(field, settings[field]);
  const pick = () => orders[Math.floor(random.uniform() * orders.length)] ?? [];
  return Array.from({ length: settings.enrollments }, () => {
    const part = random.uniform() ** (1 / settings.growth);
    const order = pick();
    const truly = random.uniform() < settings.contamination ? pick() : order;
    const life = live(
      world,
      truly,
      { ...settings, start: settings.intakeHours * part, drift: settings.drift * part },
      random,
    );
    return { ...life, order, probability: 1 / orders.length };
  });
}

const DEFAULTS = {
  ...{ skip: 0, waitHours: 72, delayHours: 24, intakeHours: 2000, growth: 1 },
  ...{ drift: 0, contamination: 0, machineOpens: 0 },
};

interface Life {
  start: number;
  drift: number;
  skip: number;
  waitHours: number;
  delayHours: number;
  machineOpens: number;
}

function live(
  world: World,
  order: readonly number[],
  { start, drift, skip, waitHours, delayHours, machineOpens }: Life,
  random: Random,
): Omit<SimulatedEnrollment, 'order' | 'probability'> {
  const eagerness = world.frailty === 0 ? 1 : drawGamma(random, 1 / world.frailty) * world.frailty;
  const sends: { step: number; at: number }[] = [];
  const sent: boolean[] = [];
  const machineOpened: number[] = [];
  let event: EnrollmentLog['event'] = null;
  let exitAt: number | null = null;
  let before: number | null = null;
  for (const [p, step] of order.entries()) {
    const at = start + p * waitHours;
    if (exitAt !== null || (event !== null && event.at <= at)) break;
    const isSent = random.uniform() >= skip;
    sent.push(isSent);
    if (!isSent) continue;
    sends.push({ step, at });
    if (random.uniform() < machineOpens) machineOpened.push(step);
    if (event === null) {
      const carried = before === null ? 0 : (world.carryOver[before]?.[step] ?? 0);
      const hazard = Math.exp((world.logHazard[step] ?? 0) + (world.position[p] ?? 0) + carried + drift);
      if (random.uniform() < -Math.expm1(-eagerness * hazard)) {
        event = { at: at - delayHours * Math.log(random.uniform()), step };
      } else if (random.uniform() < (world.exit[step] ?? 0)) {
        exitAt = at + waitHours * random.uniform();
      }
    }
    before = step;
  }
  return { enrolledAt: start, sends, event, exitAt, sent, machineOpened };
}
