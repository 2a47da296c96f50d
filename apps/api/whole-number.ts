import { z } from 'zod';

/** A number in an address: digits and nothing else, where `Number` would also take `0x10`, `1e1` and a space. */
export function wholeNumber({ least, most }: { readonly least: number; readonly most: number }) {
  return z.preprocess(
    (value) => (typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value),
    z.int({ error: 'is not a whole number in digits' }).min(least).max(most),
  );
}
