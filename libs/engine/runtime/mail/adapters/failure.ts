import { z } from 'zod';

const shape = z.object({
  name: z.string(),
  message: z.string(),
  // A DOMException has a number here.
  code: z.string().optional().catch(undefined),
  command: z.string().optional(),
  response: z.string().optional(),
  responseCode: z.number().optional(),
});

/** An error of a connection, read by its shape: in test runners it is no instance of this realm's Error. Null: it is none. */
export function readFailure(error: unknown): z.infer<typeof shape> | null {
  return shape.safeParse(error).data ?? null;
}

/** The codes of an error and of what caused it; a connection tried at several addresses has an error for each. */
export function codesOf(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const cause = 'cause' in error ? codesOf(error.cause) : [];
  const several = 'errors' in error && Array.isArray(error.errors) ? error.errors.flatMap(codesOf) : [];
  return [...own, ...cause, ...several];
}
