import { type Instant, subjectTemplate } from '#engine';
import { findTouches } from '#storage';
import type { Engine } from '../engine.ts';
import { subjectFits } from './subject-fits.ts';

/** A mail is answered within this, or not at all. */
const ANSWERED_WITHIN = 30 * 86_400_000;

/** The sequence whose mail to a contact a subject answers; null where it answers none. The latest such mail counts. */
export async function guessSequence(
  { sql, versions }: Pick<Engine, 'sql' | 'versions'>,
  {
    workspaceId,
    contact,
    subject,
    at,
  }: { workspaceId: number; contact: string; subject: string; at: Instant },
): Promise<string | null> {
  const question = { ord: 0, intentId: null, enrollmentId: null, sequence: null };
  const rows = await findTouches(sql, workspaceId, [{ ...question, contact }]);
  const sent = rows
    .flatMap((row) => row.touches.map((touch) => ({ row, touch, sentAt: touch.sentAt ?? Number.NaN })))
    .filter(({ sentAt }) => sentAt <= at && at - sentAt < ANSWERED_WITHIN)
    .sort((a, b) => b.sentAt - a.sentAt);
  for (const { row, touch } of sent) {
    const sequence = await versions.get(row.sequenceId, touch.version);
    const step = sequence.steps.find(({ key }) => key === touch.step);
    if (step?.type !== 'email') continue;
    const variant = step.variants.find(({ key }) => key === touch.variant);
    if (variant && subjectFits(subjectTemplate(sequence, step, variant), subject)) return sequence.key;
  }
  return null;
}
