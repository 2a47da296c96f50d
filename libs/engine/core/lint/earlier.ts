import type { Ways } from './ways.ts';

/**
 * Which of these steps can lie behind a contact who comes to this one? In the order of the file, and of two steps that
 * can each come first only the upper one is before the other.
 */
export function earlierOf(index: number, steps: Iterable<number>, ways: Ways): number[] {
  return [...steps].filter(
    (other) =>
      other !== index && ways.follows(other, index) && (other < index || !ways.follows(index, other)),
  );
}
