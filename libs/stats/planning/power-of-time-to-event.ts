import { checkLevel, checkPositive, checkProbability } from '../check.ts';
import { DomainError } from '../domain-error.ts';
import { normalCdf } from '../special/normal.ts';
import { normalQuantile } from '../special/normal-quantile.ts';

/** How an event counts: the two agree for ratios near 1. */
export type EventFormula =
  /** Freedman (1982): √(k d) |h - 1| / (k h + 1); the default of most planners of Cox models. */
  | 'freedman'
  /** Schoenfeld (1981): √(d k) |log h| / (1 + k). */
  | 'schoenfeld';

export interface PlannedTimes {
  /** Hazard of the treatment over hazard of the control, such as 1.2. */
  hazardRatio: number;
  /** Share of units that have the event while watched. */
  control: { eventShare: number };
  treatment: { eventShare: number };
  /** Two-sided; default 0.05. */
  alpha?: number;
  formula?: EventFormula;
}

/**
 * How likely is a Cox or log-rank test with these units to find that replies come this much faster? Φ(√d · s -
 * z_(1-α/2)), d the events of both arms and s what one event tells about the ratio by Freedman (1982) or Schoenfeld
 * (1981), k treatment units for each control unit. Units without the event add nothing but through their share.
 *
 * Throws `out-of-range` for `hazardRatio` (1), `control.units`, `control.eventShare`, the same of `treatment`, `alpha`.
 *
 * @example hazardRatioPower({ hazardRatio: 0.139, control: { units: 12, eventShare: 0.2 },
 *   treatment: { units: 12, eventShare: 0.8 } })
 * // 0.7449
 */
export function hazardRatioPower(
  plan: PlannedTimes & { control: { units: number }; treatment: { units: number } },
): number {
  const { control, treatment, hazardRatio, alpha = 0.05, formula = 'freedman' } = plan;
  checkPositive('control.units', control.units);
  checkPositive('treatment.units', treatment.units);
  checkPlan(plan);
  const events = control.units * control.eventShare + treatment.units * treatment.eventShare;
  const perEvent = perRootEvent(hazardRatio, treatment.units / control.units, formula);
  return normalCdf(Math.sqrt(events) * perEvent + normalQuantile(alpha / 2));
}

/** Units that a test of two hazards needs, not rounded, and the events they will bring. */
export interface TimesUnits {
  control: number;
  treatment: number;
  events: number;
}

/**
 * How many units does each arm need for that? The inverse of `hazardRatioPower`: d = ((z_(1-α/2) + z_power) / s)²
 * events, shared out by the two event shares. Not rounded.
 *
 * Throws as `hazardRatioPower`, and for `power` (not above alpha), `treatmentsPerControl`, event shares that are both 0.
 *
 * @example hazardRatioUnits({ hazardRatio: 0.7, control: { eventShare: 0.35 }, treatment: { eventShare: 0.25 } }).control
 * // 420.1
 */
export function hazardRatioUnits(
  plan: PlannedTimes & { power?: number; treatmentsPerControl?: number },
): TimesUnits {
  const { control, treatment, hazardRatio, alpha = 0.05, power = 0.8, formula = 'freedman' } = plan;
  const { treatmentsPerControl: ratio = 1 } = plan;
  checkPositive('treatmentsPerControl', ratio);
  checkLevel('power', power);
  checkPlan(plan);
  if (power <= alpha) {
    throw new DomainError('out-of-range', 'power', 'it is not above alpha', 'Ask for more, such as 0.8');
  }
  const perControl = ratio * treatment.eventShare + control.eventShare;
  if (perControl === 0) {
    throw new DomainError('out-of-range', 'control.eventShare', 'no unit has the event', 'Watch for longer');
  }
  const z = normalQuantile(power) - normalQuantile(alpha / 2);
  const events = (z / perRootEvent(hazardRatio, ratio, formula)) ** 2;
  return { control: events / perControl, treatment: (ratio * events) / perControl, events };
}

function perRootEvent(hazardRatio: number, ratio: number, formula: EventFormula): number {
  return formula === 'freedman'
    ? (Math.sqrt(ratio) * Math.abs(hazardRatio - 1)) / (ratio * hazardRatio + 1)
    : (Math.sqrt(ratio) * Math.abs(Math.log(hazardRatio))) / (1 + ratio);
}

function checkPlan({ control, treatment, hazardRatio, alpha = 0.05 }: PlannedTimes): void {
  checkProbability('control.eventShare', control.eventShare);
  checkProbability('treatment.eventShare', treatment.eventShare);
  checkLevel('alpha', alpha);
  checkPositive('hazardRatio', hazardRatio);
  if (hazardRatio === 1) {
    throw new DomainError('out-of-range', 'hazardRatio', 'it is 1', 'Name a ratio that differs from 1');
  }
}
