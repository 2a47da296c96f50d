import { z } from 'zod';
import { findUnstorable, UNSTORABLE_REASON } from '#engine';

/** A text in a call, of 1 to `most` characters, that every store takes. */
export function text(most: number) {
  return z
    .string()
    .min(1)
    .max(most)
    .refine((value) => findUnstorable(value) === null, {
      message: UNSTORABLE_REASON,
      params: { fix: 'Remove that character.' },
    });
}
