import {
  type OrderLog,
  orderTruth,
  prefixProbabilities,
  type SimulatedEnrollment,
  seeded,
  simulateEnrollments,
  valueFromLogs,
  WORLDS,
  williamsSquare,
} from '#stats';
import { band, type Claim, shareOf } from './claim.ts';

const ENROLLMENTS = 1000;
/** Far off, on purpose: the estimate corrects it. */
const GUESS = [0.3, 0.3, 0.3, 0.3, 0.3, 0];

/** Does the doubly robust interval hold what an order is worth that one in ten enrollments got? */
export function logs(runs: number): Claim[] {
  const random = seeded(110);
  const orders = williamsSquare(5);
  const target = orders.at(-1) ?? [];
  const options = { prefixProbabilities: prefixProbabilities(orders, target), valueToGo: GUESS };
  return (['strong', 'primerFrailty'] as const).flatMap((name) => {
    const truth = orderTruth(WORLDS[name], target).value;
    const covers = shareOf(runs, () => {
      const log = simulateEnrollments(WORLDS[name], { enrollments: ENROLLMENTS, orders }, random).map(asLog);
      const { doublyRobust } = valueFromLogs(log, target, options);
      return (
        doublyRobust !== null && Math.abs(doublyRobust.value - truth) <= 1.96 * doublyRobust.standardError
      );
    });
    return band(`${name}: doubly robust interval of an order's value covers, wrong guess`, covers);
  });
}

/** What happened by position: sends that went out before a late reply arrived are not part of it. */
function asLog({ order, probability, sends, event, exitAt }: SimulatedEnrollment): OrderLog {
  const last = event === null ? sends.length - 1 : order.indexOf(event.step ?? -1);
  const end = event === null ? (exitAt === null ? 'none' : 'exit') : 'reply';
  return {
    ...{ order, probability },
    outcomes: Array.from({ length: last + 1 }, (_, p) => (p === last ? end : 'none')),
  };
}
