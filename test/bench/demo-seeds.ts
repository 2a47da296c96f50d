import {
  DEFAULT_WINDOW,
  type Instant,
  newcomers,
  type Sequence,
  type SimulatedEnrollment,
  type SimulatedTouch,
  simulateEnrollment,
  stepGoal,
} from '#engine';
import { DEMO, type Example, loadExamples } from '#runtime';
import { type PeakReadOut, peakDay, peakOfSteps, rateOf, readExperiment, type StepCount } from '#stats';
import { against, type Bench, type BenchOptions, row } from './report.ts';

const DAY = 86_400_000;

/**
 * Does the demo show what was planted, whatever the seed? Runs the audience through the engine's decisions in memory,
 * without stores, and the read-outs over plain counts; prints the share of seeds in which each promise holds.
 */
export async function run({ progress, words }: BenchOptions): Promise<Bench> {
  const seeds = Number(words[0] ?? 200);
  const examples = await loadExamples();
  const held = new Map<string, number>();
  const started = performance.now();
  for (let i = 1; i <= seeds; i++) {
    for (const [promise, holds] of promises(examples, DEMO.seed + i - 1))
      held.set(promise, (held.get(promise) ?? 0) + Number(holds));
    if (i % 10 === 0)
      progress(`${i} of ${seeds} seeds, ${Math.round((performance.now() - started) / 1000)} s`);
  }
  const rows = [...held].map(([promise, n]) => against(promise, n / seeds, 'of seeds', 'must reach', 0.95));
  return { rows: [row('seeds', seeds, ''), ...rows] };
}

/** What must hold for one seed. */
export function promises(examples: readonly Example[], seed: number): [string, boolean][] {
  const simulated = new Map(examples.map((example) => [example.key, simulate(example, seed)]));
  const find = (key: string) => {
    const example = examples.find((e) => e.key === key);
    const enrollments = simulated.get(key);
    if (!example || !enrollments) throw new Error(`there is no example ${key}`);
    return { ...example, enrollments };
  };
  const outbound = find('b2b-outbound');
  const trial = find('trial-nurture');
  const purchase = find('post-purchase');
  const outboundPeak = peak(outbound.sequence, outbound.enrollments, 'replied');
  const trialPeak = peak(trial.sequence, trial.enrollments, 'converted');
  const trialDay = peakDay(days(trial.enrollments, 'converted', 20));
  const test = caseStudyTest(outbound.sequence, outbound.enrollments);
  const own = purchase.sequence.steps.map((step) => {
    const { successes, trials } = count(
      purchase.sequence,
      purchase.enrollments,
      step.key,
      stepGoal(purchase.sequence, step),
    );
    const planted = purchase.truth.steps[step.key]?.outcome;
    const { low, high } = rateOf(successes, trials, 'sent');
    return (
      trials >= 500 &&
      typeof planted === 'number' &&
      low !== null &&
      high !== null &&
      Math.abs(successes / trials - planted) < high - low
    );
  });
  return [
    ['b2b-outbound peaks at case-study, P >= 0.95', isPeak(outboundPeak, 'case-study')],
    ['trial-nurture peaks at trial-end, P >= 0.95', isPeak(trialPeak, 'trial-end')],
    ['trial-nurture peaks on day 12 of the day axis', trialDay?.value === 12 && trialDay.probability >= 0.95],
    ['the case-study test names arm b the winner', test.verdict === 'winner' && test.winner === 'b'],
    ['every post-purchase step finds its own planted rate', own.every(Boolean)],
  ];
}

const isPeak = (readOut: PeakReadOut, step: string): boolean =>
  readOut.verdict === 'peak' && readOut.step?.key === step && (readOut.probability ?? 0) >= 0.95;

function simulate({ sequence, truth }: Example, seed: number): SimulatedEnrollment[] {
  const world = { sequence, truth, seed, until: DEMO.until };
  return newcomers(truth, seed, DEMO.start, DEMO.intakeDays).map((newcomer, i) =>
    simulateEnrollment(world, newcomer, i + 1),
  );
}

const meets = (touch: SimulatedTouch, metric: string, from: Instant, until: Instant): boolean =>
  Object.entries(touch.firsts).some(
    ([kind, at]) =>
      (kind === metric || (metric === 'converted' && kind.startsWith('converted:'))) &&
      at >= from &&
      at < until,
  );

/** Mature touches of a step and their successes, as statistics.md defines them. */
function count(sequence: Sequence, enrollments: readonly SimulatedEnrollment[], key: string, metric: string) {
  const index = sequence.steps.findIndex((step) => step.key === key);
  const step = sequence.steps[index];
  if (!step) throw new Error(`there is no step ${key}`);
  const window = step.window ?? DEFAULT_WINDOW;
  const day = (at: number) => {
    const due = sequence.steps[at]?.due;
    return due && 'day' in due ? due.day : null;
  };
  const next = sequence.steps.findIndex((s, i) => i > index && stepGoal(sequence, s) === metric);
  const gap = next < 0 ? Number.POSITIVE_INFINITY : ((day(next) ?? 0) - (day(index) ?? 0)) * DAY;
  const watched = metric === 'replied' ? window : Math.min(window, gap);
  let trials = 0;
  let successes = 0;
  for (const { touches } of enrollments) {
    const touch = touches.find((t) => t.step === key);
    if (touch?.sentAt == null || touch.firsts.bounced !== undefined || touch.sentAt + watched > DEMO.until)
      continue;
    trials++;
    if (meets(touch, metric, touch.sentAt, touch.sentAt + watched)) successes++;
  }
  return { trials, successes };
}

function peak(sequence: Sequence, enrollments: readonly SimulatedEnrollment[], metric: string): PeakReadOut {
  const steps: StepCount[] = sequence.steps.map((step, i) => ({
    key: step.key,
    name: step.name,
    position: i + 1,
    day: 'day' in step.due ? step.due.day : null,
    ranks: step.type === 'email' || step.type === 'task',
    ...count(sequence, enrollments, step.key, metric),
  }));
  return peakOfSteps({ estimand: 'hazard', metric, steps });
}

/** The day axis: whole 24 hours since enrollment; at risk are those still in and observed to the end of the day. */
function days(enrollments: readonly SimulatedEnrollment[], metric: string, count: number) {
  const axis = Array.from({ length: count }, (_, day) => ({ day, atRisk: 0, events: 0 }));
  for (const { enrolledAt, exitedAt, touches } of enrollments) {
    const at = Math.min(...touches.map((touch) => touch.firsts[metric] ?? Number.POSITIVE_INFINITY));
    const over = Math.min(at, exitedAt ?? Number.POSITIVE_INFINITY);
    for (const day of axis) {
      const start = enrolledAt + day.day * DAY;
      if (start > over || start + DAY > DEMO.until) break;
      day.atRisk++;
      if (at >= start && at < start + DAY) day.events++;
    }
  }
  return axis;
}

function caseStudyTest(sequence: Sequence, enrollments: readonly SimulatedEnrollment[]) {
  const step = sequence.steps.find((s) => s.key === 'case-study');
  if (step?.type !== 'email' || !('day' in step.due)) throw new Error('case-study is a mail with a day');
  const last = sequence.steps.at(-1)?.due;
  const horizon =
    ((last && 'day' in last ? last.day : 0) - step.due.day) * DAY + (step.window ?? DEFAULT_WINDOW);
  const arms = step.variants.map(({ key, weight }) => {
    const daily = new Map<string, { day: string; units: number; successes: number }>();
    let assigned = 0;
    let exposed = 0;
    for (const { touches } of enrollments) {
      const decided = touches.find((t) => t.step === step.key && t.variant === key);
      if (!decided) continue;
      assigned++;
      if (decided.sentAt !== null) exposed++;
      const matured = decided.touchAt + horizon;
      if (matured > DEMO.until) continue;
      const day = new Date(matured).toISOString().slice(0, 10);
      const entry = daily.get(day) ?? { day, units: 0, successes: 0 };
      entry.units++;
      if (touches.some((t) => t.visit >= decided.visit && meets(t, 'replied', decided.touchAt, matured)))
        entry.successes++;
      daily.set(day, entry);
    }
    return {
      key,
      weight,
      assigned,
      exposed,
      daily: [...daily.values()].sort((a, b) => (a.day < b.day ? -1 : 1)),
    };
  });
  return readExperiment({ metric: 'replied', arms });
}
