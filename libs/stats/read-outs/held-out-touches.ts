import { unitsPerArmFixed } from '../planning/units-per-arm.ts';

/** With 10 % of the touches held out there are nine sent for each. */
const SENT_PER_HELD_OUT = 9;

/**
 * How many randomly held-out touches would show, with 80 % power, that the step with the highest rate is worth that rate:
 * success by the end with it, 1 - ∏_(j>=k) (1 - h_j), against without it, 1 - ∏_(j>k) (1 - h_j), Jeffreys means for h.
 */
export function heldOutTouches(
  steps: readonly { successes: number; trials: number; position: number }[],
): number {
  const ordered = [...steps]
    .sort((a, b) => a.position - b.position)
    .map(({ successes, trials }) => (successes + 0.5) / (trials + 1));
  const leader = ordered.indexOf(Math.max(...ordered));
  if (leader < 0) return 0;
  const missed = ordered.slice(leader + 1).reduce((product, hazard) => product * (1 - hazard), 1);
  const units = unitsPerArmFixed({
    control: 1 - missed * (1 - (ordered[leader] ?? 0)),
    treatment: 1 - missed,
    controlsPerUnit: SENT_PER_HELD_OUT,
  });
  return Math.ceil(units);
}
