import type { World } from './world.ts';

const STEPS = 5;
const FIVE = [0, 1, 2, 3, 4];
/** log(-log(1 - h)): the log cumulative hazard of a reply probability. */
const hazard = (probability: number): number => Math.log(-Math.log1p(-probability));
const none = FIVE.map(() => 0);
const noCarryOver = FIVE.map(() => none);

function world(name: string, rest: Partial<World>): World {
  return {
    ...{ name, logHazard: FIVE.map(() => hazard(0.04)), position: none, carryOver: noCarryOver },
    ...{ exit: FIVE.map(() => 0.02), frailty: 0 },
    ...rest,
  };
}

const strong = (step: number, low: number, high: number): number[] =>
  FIVE.map((k) => hazard(k === step ? high : low));
const decay = Array.from({ length: STEPS }, (_, p) => -0.25 * p);
const primed = (from: number, to: number, effect: number): number[][] =>
  FIVE.map((t) => FIVE.map((s) => (t === from && s === to ? effect : 0)));

/**
 * The simulated audiences that this library's own claims are checked on; add yours with the same shape. Five steps, 0-based
 * in file order. `null`: nothing to find. `strong`: step 4 is the best and people leave on the way. `decay`: the same step
 * later works less. `primer`: step 4 works because step 3 prepared it. `frailty`: equal steps, a mixed audience. `annoying`:
 * the first step drives people out. The mixtures combine them.
 */
export const WORLDS = {
  null: world('null: equal steps', {}),
  strong: world('strong step 4, people leave', {
    logHazard: strong(3, 0.03, 0.09),
    exit: FIVE.map(() => 0.1),
  }),
  decay: world('position decay only', { logHazard: FIVE.map(() => hazard(0.06)), position: decay }),
  primer: world('step 4 works after step 3 only', {
    logHazard: FIVE.map((k) => hazard(k === 2 || k === 3 ? 0.02 : 0.03)),
    carryOver: primed(2, 3, Math.log(5)),
    exit: FIVE.map(() => 0.08),
  }),
  frailty: world('equal steps, mixed audience', {
    logHazard: FIVE.map(() => hazard(0.05)),
    exit: FIVE.map(() => 0.05),
    frailty: 3,
  }),
  annoying: world('annoying first step', { exit: [0.25, 0.02, 0.02, 0.02, 0.02] }),
  strongDecayFrailty: world('strong step 4, decay, mixed audience', {
    logHazard: strong(3, 0.04, 0.12),
    position: decay.map((effect) => effect / 2),
    exit: FIVE.map(() => 0.06),
    frailty: 1,
  }),
  primerFrailty: world('step 4 works after step 3 only, mixed audience', {
    logHazard: FIVE.map((k) => hazard(k === 2 || k === 3 ? 0.02 : 0.03)),
    carryOver: primed(2, 3, Math.log(5)),
    exit: FIVE.map(() => 0.05),
    frailty: 1,
  }),
} as const satisfies Record<string, World>;
