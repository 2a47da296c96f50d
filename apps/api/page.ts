import { z } from 'zod';
import { DomainError } from '#engine';
import { wholeNumber } from './whole-number.ts';

/** What every list takes. */
export const pageQuery = z.strictObject({
  limit: wholeNumber({ least: 1, most: 200 }).default(50),
  cursor: z.string().max(1000).optional().describe('`nextCursor` of the page before'),
});

/** The marks that cursors hold. A cursor can be forged, and what PostgreSQL has no room for would fail there. */
export const keyMark = z.string().regex(/^[a-z0-9.-]{1,200}$/);
export const numberMark = z.int().positive();
export const timeMark = z.int().min(0).max(Date.parse('9999-12-31T23:59:59Z'));

/** Reads the place a cursor stands for; it is this program's own text and means nothing to callers. */
export function readCursor<T extends z.ZodType>(cursor: string | undefined, mark: T): z.output<T> | null {
  if (cursor === undefined) return null;
  const text = Buffer.from(cursor, 'base64url').toString();
  const read = mark.safeParse(isJson(text) ? JSON.parse(text) : undefined);
  if (read.success) return read.data;
  throw new DomainError({
    code: 'cursor-invalid',
    field: 'cursor',
    detail: 'cursor: this is not a cursor that this list has answered.',
    fix: 'Send the nextCursor of the page before, or leave cursor out for the first page.',
  });
}

/** Cuts the one row that was read too many, which says whether there is a next page. */
export function cutPage<T>(
  rows: readonly T[],
  limit: number,
  markOf: (row: T) => unknown,
): { rows: readonly T[]; nextCursor: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const more = rows.length > limit && last !== undefined;
  return {
    rows: page,
    nextCursor: more ? Buffer.from(JSON.stringify(markOf(last))).toString('base64url') : null,
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // JSON.parse has no other way to say no.
  }
}
