import type { Sequence } from '#engine';
import type { EnrollmentCandidate, TouchCandidate } from '#storage';
import type { Engine } from '../engine.ts';

/** The sequences that enrollments and their touches are of, each as it was when the touch was made. */
export async function sequencesOfRows(
  versions: Engine['versions'],
  rows: readonly EnrollmentCandidate[],
): Promise<(row: EnrollmentCandidate, touch?: TouchCandidate) => Sequence> {
  const loaded = new Map<string, Sequence>();
  for (const { sequenceId, version, touches } of rows)
    for (const each of new Set([version, ...touches.map((touch) => touch.version)])) {
      const key = `${sequenceId}:${each}`;
      if (!loaded.has(key)) loaded.set(key, await versions.get(sequenceId, each));
    }
  return (row, touch) => {
    const sequence = loaded.get(`${row.sequenceId}:${(touch ?? row).version}`);
    if (sequence === undefined) throw new Error(`sequence ${row.sequenceId} was not loaded`);
    return sequence;
  };
}
