import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_AGAIN_MS = 100;

/** Waits for what other processes bring about on the wall clock; says what it waited for when that never comes. */
export async function until<T>(
  what: string,
  look: () => Promise<T>,
  isThere: (seen: T) => boolean,
  patienceMs = 280_000,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (isThere(seen)) return seen;
    if (Date.now() > deadline)
      throw new Error(`Waited in vain for ${what}; last seen: ${JSON.stringify(seen)}`);
    await sleep(LOOK_AGAIN_MS);
  }
}
