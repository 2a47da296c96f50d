import { expect, test } from '@jest/globals';
import * as stats from './index.ts';

const world = { ...stats.WORLDS.primer, carryOver: stats.WORLDS.primer.carryOver.map((row) => [...row]) };
const withNaN = (list: readonly number[]) => [Number.NaN, ...list.slice(1)];
const peak = (day: number) =>
  stats.peakOfSteps({
    estimand: 'hazard',
    metric: 'replied',
    steps: [
      { key: 'intro', name: 'Intro', position: 1, day, successes: 18, trials: 1000, ranks: true },
      { key: 'case', name: 'Case', position: 2, day: 4, successes: 58, trials: 960, ranks: true },
    ],
  });

/** Found by putting NaN, the infinities, -1, 2 and huge numbers in the place of each number of each example. */
test.each<[argument: string, ask: () => unknown]>([
  ['control', () => stats.cohensH(-1, 0.5)],
  ['treatment', () => stats.cohensH(0.5, Number.NaN)],
  ['g', () => stats.bestBetaBinomialRho({ g: Number.NaN, h: 0.8, vOpt: 100 })],
  ['h', () => stats.bestBetaBinomialRho({ g: 0.2, h: -1, vOpt: 100 })],
  ['estimate', () => stats.gaussianEffect(Number.POSITIVE_INFINITY, 1)],
  ['probabilities[0]', () => stats.credibleSet([Number.POSITIVE_INFINITY, 0.1])],
  ['payoff.exitPenalty', () => stats.indexRule([{ reply: 0.1, exit: 0.1 }], { exitPenalty: 1 / 0 })],
  ['world.logHazard[0]', () => stats.bestOrder({ ...world, logHazard: withNaN(world.logHazard) })],
  ['world.position[0]', () => stats.bestOrder({ ...world, position: withNaN(world.position) })],
  ['world.carryOver[0][0]', () => stats.bestOrder({ ...world, carryOver: world.carryOver.map(withNaN) })],
  ['steps', () => stats.stepRates([], 1e308)],
  ['steps[0].day', () => peak(Number.NaN)],
  ['a', () => stats.betaQuantile(0.5, Number.MIN_VALUE, 1)],
])('a wrong %s is named', (argument, ask) => {
  expect(ask).toThrow(expect.objectContaining({ argument }));
});
