import { iso } from '#engine';
import type { Fields } from './anonymous-event.ts';
import type { ForgottenContact } from './forgotten-contacts.ts';

/**
 * Is an event that carries the key of a person about that person? One of an enrollment is, if it is theirs; one of none,
 * if it came before they were erased: whoever is called so later is somebody else.
 */
export function isAbout(
  { enrollmentNo, receivedAt }: Fields,
  { enrollments, erasedAt }: Pick<ForgottenContact, 'enrollments' | 'erasedAt'>,
): boolean {
  if (typeof enrollmentNo === 'number' && enrollmentNo > 0) return enrollments.includes(enrollmentNo);
  return String(receivedAt) <= iso(erasedAt);
}
