import { type RateCount, type StepRisk, seeded, type TwoRates } from '#stats';
import { loadPeer } from '../load-peer.ts';
import { ARMS_BY_STEP, SEQUENCE } from './counts.ts';

/** The parts of jstat and simple-statistics that are used here. */
interface JStat {
  readonly jStat: {
    setRandom(uniform: () => number): void;
    readonly beta: { sample(alpha: number, beta: number): number };
    readonly gamma: { sample(shape: number, scale: number): number };
  };
}
interface SimpleStatistics {
  mean(numbers: readonly number[]): number;
  quantile(numbers: readonly number[], at: readonly number[]): number[];
}

export const DRAWS = 10_000;
const INTERVAL = [0.025, 0.5, 0.975];

export type MonteCarlo = Exclude<Awaited<ReturnType<typeof loadMonteCarlo>>, string>;

/**
 * The numbers of a read-out as one computes them with what npm has: draws from the posteriors by jstat, summed up by
 * simple-statistics. Neither has anything sequential. A text is the reason why they cannot be had.
 */
export async function loadMonteCarlo(progress: (line: string) => void) {
  const [one, statistics] = [
    await loadPeer<JStat>('jstat', progress),
    await loadPeer<SimpleStatistics>('simple-statistics', progress),
  ];
  if (typeof one === 'string') return one;
  if (typeof statistics === 'string') return statistics;
  const { jStat } = one;
  const random = seeded(301);
  jStat.setRandom(() => random.uniform());

  const drawRates = ({ successes, trials }: RateCount) =>
    draws(() => jStat.beta.sample(0.5 + successes, 0.5 + trials - successes));

  const compare = (control: readonly number[], treatment: readonly number[]) => {
    const lifts = treatment.map((rate, i) => rate / (control[i] ?? 0) - 1);
    const ahead = treatment.map((rate, i) => rate - (control[i] ?? 0));
    return {
      probability: statistics.mean(ahead.map((difference) => Number(difference > 0))),
      lossOfControl: statistics.mean(ahead.map((difference) => Math.max(0, difference))),
      lossOfTreatment: statistics.mean(ahead.map((difference) => Math.max(0, -difference))),
      interval: statistics.quantile(lifts, INTERVAL),
    };
  };

  const readRates = (arms: readonly RateCount[]) => {
    const rates = arms.map(drawRates);
    const [control = [], ...treatments] = rates;
    return {
      ...bestOf(rates, statistics.mean),
      intervals: rates.map((rate) => statistics.quantile(rate, INTERVAL)),
      comparisons: treatments.map((treatment) => compare(control, treatment)),
    };
  };

  const drawMasses = (steps: readonly StepRisk[]) => {
    const masses = steps.map(() => [] as number[]);
    for (let draw = 0; draw < DRAWS; draw++) {
      let left = 1;
      for (const [k, { atRisk, successes, otherExits }] of steps.entries()) {
        const success = jStat.gamma.sample(0.5 + successes, 1);
        const exit = jStat.gamma.sample(0.5 + otherExits, 1);
        const stay = jStat.gamma.sample(0.5 + atRisk - successes - otherExits, 1);
        masses[k]?.push((left * success) / (success + exit + stay));
        left *= stay / (success + exit + stay);
      }
    }
    return masses;
  };

  const peakByHazard = () => bestOf(SEQUENCE.map(drawRates), statistics.mean);
  return {
    peakByHazard,
    peakByShare: () => bestOf(drawMasses(SEQUENCE), statistics.mean),
    readRates,
    readReport: () => ({ steps: ARMS_BY_STEP.map(readRates), peak: peakByHazard() }),
    compare: ({ control, treatment }: TwoRates) => compare(drawRates(control), drawRates(treatment)),
  };
}

const draws = (draw: () => number) => Array.from({ length: DRAWS }, draw);

/** In how many draws each is the largest, and what choosing it gives up on average. */
function bestOf(groups: readonly (readonly number[])[], mean: (numbers: readonly number[]) => number) {
  const probabilities = groups.map(() => 0);
  const largest: number[] = [];
  for (let draw = 0; draw < DRAWS; draw++) {
    let best = 0;
    for (let k = 1; k < groups.length; k++)
      if ((groups[k]?.[draw] ?? 0) > (groups[best]?.[draw] ?? 0)) best = k;
    probabilities[best] = (probabilities[best] ?? 0) + 1 / DRAWS;
    largest.push(groups[best]?.[draw] ?? 0);
  }
  const expectedMax = mean(largest);
  return { probabilities, expectedLoss: groups.map((group) => expectedMax - mean(group)) };
}
