import {
  bestOrder,
  contamination,
  drawBinomial,
  judgeCandidate,
  type OrderDay,
  orderTruth,
  readExperiment,
  seeded,
  simulateEnrollments,
  WORLDS,
} from '#stats';
import { type Claim, reaches, shareOf, shown, staysUnder } from './claim.ts';

const INCUMBENT = [0, 1, 2, 3, 4];
const DAYS = 40;
const ENROLLMENTS = 5000;

/** Contamination and drift: are they seen, and do they harm? */
export function disturbed(runs: number): Claim[] {
  const random = seeded(109);
  /** Two arms that truly differ, of whose enrollments some saw both. */
  const verdict = (share: number) => {
    const counts = { exposed: 2 * ENROLLMENTS, otherSequence: 0 };
    const multipleArms = drawBinomial(random, counts.exposed, share);
    const seen = contamination({ ...counts, multipleArms });
    const arm = (key: string, rate: number) => ({
      ...{ key, weight: 1, assigned: ENROLLMENTS, exposed: ENROLLMENTS },
      daily: [{ day: '2026-01-01', units: ENROLLMENTS, successes: drawBinomial(random, ENROLLMENTS, rate) }],
    });
    const arms = [arm('a', 0.05), arm('b', 0.09)];
    const { winner } = readExperiment({
      metric: 'replied',
      arms,
      contaminated: seen.verdict === 'contaminated',
    });
    return { flagged: seen.verdict === 'contaminated', winner };
  };
  return [
    reaches(
      'contamination of 1.5 % is flagged',
      shareOf(runs, () => verdict(0.015).flagged),
      0.95,
    ),
    staysUnder(
      'contamination of 0.5 % is flagged',
      shareOf(runs, () => verdict(0.005).flagged),
      0.05,
    ),
    staysUnder(
      'a winner is named though 1.5 % saw both arms',
      shareOf(runs, () => verdict(0.015).winner !== null),
      0.05,
    ),
    shown('seen / true difference of two orders, 20 % got a random one', shrinkage(Math.ceil(runs / 5)), ''),
    staysUnder('equal orders whose rates drift threefold: false promote', drifting(runs), 0.025),
  ];

  function shrinkage(logs: number): number {
    const world = WORLDS.annoying;
    const best = bestOrder(world).best.order;
    const orders = [INCUMBENT, best];
    const truth = orderTruth(world, best).value - orderTruth(world, INCUMBENT).value;
    let seen = 0;
    for (let i = 0; i < logs; i++) {
      const log = simulateEnrollments(
        world,
        { enrollments: ENROLLMENTS, orders, contamination: 0.2 },
        random,
      );
      const rateOf = (order: readonly number[]) => {
        const arm = log.filter((entry) => entry.order === order);
        return arm.filter(({ event }) => event !== null).length / arm.length;
      };
      seen += (rateOf(best) - rateOf(INCUMBENT)) / logs;
    }
    return seen / truth;
  }

  function drifting(tests: number): number {
    return shareOf(tests, () => {
      const daily: OrderDay[] = [];
      for (let day = 0; day < DAYS; day++) {
        const rate = 0.08 + (0.16 * day) / DAYS;
        const arm = () => ({ units: 250, successes: drawBinomial(random, 250, rate) });
        daily.push({ incumbent: arm(), candidate: arm() });
      }
      for (let day = 1; day <= DAYS; day++) {
        const { action } = judgeCandidate({ daily: daily.slice(0, day), allocation: [1, 1] });
        if (action !== 'test') return action === 'promote';
      }
      return false;
    });
  }
}
