import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { lookAtHealth } from '../doctor/look-at-health.ts';
import type { Io } from '../io.ts';
import { failure } from '../refusal.ts';
import type { Server } from '../server.ts';

const LOOK_AGAIN_MS = 250;

const logAnswer = z.looseObject({
  pending: z.int(),
  deadLetters: z.int(),
  gaps: z.int(),
  rebuild: z.looseObject({}).nullable(),
  atWork: z.string().nullable(),
  failed: z.object({ what: z.string(), reason: z.string() }).nullable(),
});

export type LogState = z.infer<typeof logAnswer>;

/** Waits until nothing rewrites tables and everything of the log is in the reports; says how far it is of `events`, and first what holds it up. */
export async function awaitLog(server: Server, io: Io, label: string, events: number): Promise<LogState> {
  // It may wait for somebody who does not run; whoever asked can see to that.
  for (const { ok, said } of await lookAtHealth(server)) if (!ok) io.note(said);
  for (;;) {
    const state = await server.call(logAnswer, 'GET', '/v1/event-log');
    if (state.failed) {
      throw failure(
        'upkeep-failed',
        `The ${state.failed.what} failed: ${state.failed.reason}`,
        'The tables are as they were before. See what the server printed, then try again.',
      );
    }
    const busy = state.rebuild !== null || state.atWork !== null;
    if (!busy && state.pending === 0) {
      io.progress(label, 1);
      return state;
    }
    if (events > 0) io.progress(label, Math.max(0, 1 - state.pending / events));
    await sleep(LOOK_AGAIN_MS);
  }
}
