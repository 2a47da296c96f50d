import { setTimeout as sleep } from 'node:timers/promises';
import type { Relay } from './relay.ts';

const IDLE_MS = 100;
// Long enough for two relays not to take turns, short enough for one to step in when the other is gone.
const YIELD_MS = 10_000;
const AFTER_PROBLEM_MS = 1_000;

interface RelayListener {
  readonly signal: AbortSignal;
  /** A run failed; it is tried again. */
  readonly onProblem: (problem: unknown) => void;
  /** A run did not fail. */
  readonly onRun?: () => void;
  /** Waits, and no longer than until the signal aborts. */
  readonly rest?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Runs a relay until the signal aborts, and then to the end of its batch. Problems are told and tried again. */
export async function runRelay(relay: Pick<Relay, 'runOnce'>, listener: RelayListener): Promise<void> {
  const { signal, rest = sleepUntilAborted } = listener;
  while (!signal.aborted) {
    const pause = await step(relay, listener);
    if (pause > 0) await rest(pause, signal);
  }
}

async function step(relay: Pick<Relay, 'runOnce'>, { onProblem, onRun }: RelayListener): Promise<number> {
  try {
    const outcome = await relay.runOnce();
    onRun?.();
    if (outcome.kind === 'superseded') return YIELD_MS;
    return outcome.events > 0 ? 0 : IDLE_MS;
  } catch (problem) {
    onProblem(problem);
    return AFTER_PROBLEM_MS;
  }
}

async function sleepUntilAborted(ms: number, signal: AbortSignal): Promise<void> {
  // An aborted sleep is over; the loop's condition ends it.
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
