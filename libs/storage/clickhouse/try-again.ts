import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../error-code.ts';

/** What is over in a moment, and says nothing of the question: a socket that was closed, a replica that is away. */
const PASSING = new Set([
  ...['ECONNRESET', 'EPIPE', 'ECONNREFUSED', 'ECONNABORTED'],
  // TOO_MANY_SIMULTANEOUS_QUERIES, SOCKET_TIMEOUT, NETWORK_ERROR, ALL_CONNECTION_TRIES_FAILED, KEEPER_EXCEPTION
  ...['202', '209', '210', '279', '999'],
]);

const PAUSES_MS = [50, 500];

/** Asks again where an answer did not come through. Only for what changes nothing. */
export async function tryAgain<T>(ask: () => Promise<T>, pauses: readonly number[] = PAUSES_MS): Promise<T> {
  for (const pause of pauses) {
    try {
      return await ask();
    } catch (error) {
      if (!PASSING.has(errorCode(error) ?? '')) throw error;
      await sleep(pause);
    }
  }
  return ask();
}
