import { dueAt, type Instant } from '#engine';
import type { Sending } from '#storage';
import type { Versions } from './engine.ts';

/** When the step after a mail falls due, if its enrollment waits for the mail to go out, which it does at `now`. */
export async function dueAfterMail(
  versions: Versions,
  sending: Pick<Sending, 'countsFrom' | 'contact' | 'position' | 'sequenceId' | 'version'>,
  now: Instant,
): Promise<Instant | null> {
  const { countsFrom, contact, position } = sending;
  if (countsFrom === null) return null;
  const sequence = await versions.get(sending.sequenceId, sending.version);
  // Positions count from 1.
  const next = sequence.steps[position];
  const timing = { contact, enrolledAt: countsFrom, lastEmailAt: now };
  const type = next && versions.steps.types[next.type];
  return next === undefined || type === undefined ? now : dueAt(sequence, next, type, timing, now);
}
