import { checkCount } from '../check.ts';
import { DomainError } from '../domain-error.ts';

/** The square has up to 2 K² cells. */
const MOST_STEPS = 200;

/**
 * Which few orders of K steps balance position and what came just before? In a Williams square (1949) every step stands
 * equally often in every position and follows every other step equally often: K orders where K is even, 2K where it is
 * odd. The first order is the incumbent 0, 1, …, K - 1. Throws `not-a-count` or `out-of-range` for `steps`.
 *
 * @example williamsSquare(4) // [[0, 1, 2, 3], [1, 3, 0, 2], [3, 2, 1, 0], [2, 0, 3, 1]]
 */
export function williamsSquare(steps: number): number[][] {
  checkCount('steps', steps);
  if (steps === 0 || steps > MOST_STEPS) {
    throw new DomainError(
      'out-of-range',
      'steps',
      steps === 0 ? 'there are no steps' : `${steps} steps are too many`,
      `Give 1 to ${MOST_STEPS}`,
    );
  }
  // 0, 1, K - 1, 2, K - 2, …: all differences between neighbours are distinct modulo K.
  const zigzag = Array.from({ length: steps }, (_, i) =>
    i % 2 === 1 ? (i + 1) / 2 : (steps - i / 2) % steps,
  );
  const rows = Array.from({ length: steps }, (_, shift) => zigzag.map((step) => (step + shift) % steps));
  const square = steps % 2 === 0 || steps === 1 ? rows : [...rows, ...rows.map((row) => [...row].reverse())];
  const first = square[0] ?? [];
  return square.map((row) => row.map((step) => first.indexOf(step)));
}
