import { errorCode } from '../error-code.ts';

const LOCK_NOT_AVAILABLE = '55P03';
const DEADLOCK_DETECTED = '40P01';
const PAUSE_MS = 3_000;
/** Five minutes with the waits. */
const ATTEMPTS = 60;

/** Somebody is in the way, and may be gone later. */
export class InUse extends Error {}

/** Waits between two attempts; rejects when it is to end. */
export type Rest = (ms: number) => Promise<unknown>;

/**
 * Tries it until nobody is in its way: until it neither rejects with InUse nor for want of a lock. Between two attempts
 * the others have their turn. Rejects after some minutes.
 */
export async function untilFree<T>(what: string, attempt: () => Promise<T>, rest: Rest): Promise<T> {
  for (let left = ATTEMPTS - 1; ; left--) {
    try {
      return await attempt();
    } catch (error) {
      const reason = whyNotNow(what, error);
      if (reason === null) throw error;
      if (left === 0) throw new Error(`${reason} The next job tries again.`, { cause: error });
    }
    await rest(PAUSE_MS);
  }
}

function whyNotNow(what: string, error: unknown): string | null {
  if (error instanceof InUse) return error.message;
  const code = errorCode(error);
  return code === LOCK_NOT_AVAILABLE || code === DEADLOCK_DETECTED
    ? `The table ${what} was in use for minutes.`
    : null;
}
