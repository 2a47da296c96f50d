import {
  type EmailStep,
  experimentKey,
  type Goal,
  horizonOf,
  iso,
  type Sequence,
  type SimulatedEnrollment,
  stepGoal,
  type Truth,
} from '#engine';
import { type MaturedDay, readExperiment } from '#stats';
import { plantedAt } from './expected.ts';
import { meets } from './question.ts';
import type { SimulatedExperiment } from './simulation.ts';

interface Arm {
  readonly key: string;
  readonly weight: number;
  assigned: number;
  exposed: number;
  readonly daily: Map<string, MaturedDay>;
}

/** What the content experiment of a step counts, arm by arm: outcomes from the step to the end, by intention to treat. */
export class ExperimentTally {
  private readonly arms: readonly Arm[];
  private readonly metric: Goal;
  private readonly horizon: number;

  constructor(
    private readonly sequence: Sequence,
    private readonly step: EmailStep,
    private readonly truth: Truth,
  ) {
    this.metric = truth.outcome === 'goal' ? stepGoal(sequence, step) : truth.outcome;
    this.horizon = horizonOf(sequence, step);
    this.arms = step.variants.map(({ key, weight }) => ({
      key,
      weight,
      assigned: 0,
      exposed: 0,
      daily: new Map(),
    }));
  }

  add({ touches }: SimulatedEnrollment): void {
    const decided = touches.findLast((touch) => touch.step === this.step.key);
    const arm = this.arms.find(({ key }) => key === decided?.variant);
    if (decided === undefined || arm === undefined) return;
    arm.assigned += 1;
    if (decided.sentAt !== null) arm.exposed += 1;
    const matured = decided.touchAt + this.horizon;
    const day = iso(matured).slice(0, 10);
    const of = arm.daily.get(day) ?? { day, units: 0, successes: 0 };
    of.units += 1;
    const success = touches.some(
      ({ visit, firsts }) =>
        visit >= decided.visit &&
        Object.entries(firsts).some(
          ([kind, at]) => meets(kind, this.metric) && at >= decided.touchAt && at < matured,
        ),
    );
    if (success) of.successes += 1;
    arm.daily.set(day, of);
  }

  read(): SimulatedExperiment {
    const readOut = readExperiment({
      metric: this.metric,
      arms: this.arms.map(({ daily, ...arm }) => ({
        ...arm,
        daily: [...daily.values()].sort((left, right) => (left.day < right.day ? -1 : 1)),
      })),
    });
    return {
      key: experimentKey(this.sequence.key, this.step.key),
      step: this.step.key,
      metric: this.metric,
      planted: this.arms.map(({ key }) => plantedAt(this.truth, this.step.key, key)),
      ...readOut,
    };
  }
}
