import { dueAt, type Instant, stepTypes } from '#engine';
import type { Sending } from '#storage';
import type { Versions } from './engine.ts';

/** When the step after a mail falls due, if its enrollment waits for the mail to go out, which it does at `now`. */
export async function dueAfterMail(
  versions: Versions,
  sending: Sending,
  now: Instant,
): Promise<Instant | null> {
  const { countsFrom, contact, position } = sending;
  if (countsFrom === null) return null;
  const sequence = await versions.get(sending.sequenceId, sending.version);
  // Positions count from 1.
  const next = sequence.steps[position];
  const timing = { contact, enrolledAt: countsFrom, lastEmailAt: now };
  return next === undefined ? now : dueAt(sequence, next, stepTypes[next.type], timing, now);
}
