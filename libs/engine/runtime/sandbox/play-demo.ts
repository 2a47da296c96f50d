import type { Instant } from '#engine';
import type { Engine } from '../engine.ts';
import { advanceClock, type Happened } from './advance-clock.ts';
import { loadExamples, worldOf } from './examples.ts';

/** The log is carried on every so many ticks: about 2,500 events a partition, so that inserts are worth their while. */
const TICKS_A_DRAIN = 100;

export interface DemoPlay {
  readonly workspaceId: number;
  readonly seed: number;
  readonly start: Instant;
  readonly until: Instant;
  /** Carries what is in the log to the reports. */
  readonly drain: () => Promise<unknown>;
  /** `done` runs from 0 to 1. */
  readonly onProgress?: (done: number, happened: Happened) => void;
}

/**
 * Plays the demo from where its clock stands: the published reference sequences, their audience, the engine, the log.
 * The log is drained beside the clock, and to its end before this answers.
 */
export async function playDemo(engine: Engine, play: DemoPlay): Promise<Happened> {
  const world = worldOf(await loadExamples(), play.seed, play.start);
  let draining: Promise<unknown> | null = null;
  let failure: unknown = null;
  const { happened } = await advanceClock(engine, {
    workspaceId: play.workspaceId,
    to: play.until,
    world,
    onProgress: (now, soFar) => {
      if (failure !== null) throw failure;
      play.onProgress?.((now - play.start) / (play.until - play.start), soFar);
      if (soFar.ticks % TICKS_A_DRAIN !== 0 || draining !== null) return;
      draining = play
        .drain()
        .catch((error: unknown) => {
          failure = error;
        })
        .finally(() => {
          draining = null;
        });
    },
  });
  await draining;
  if (failure !== null) throw failure;
  await play.drain();
  return happened;
}
