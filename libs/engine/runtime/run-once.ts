import type { Instant } from '#engine';
import { resumeSending } from '#storage';
import { decideDue, type OpenedTask } from './decide-due.ts';
import { deliverDue, type Sent } from './deliver-due.ts';
import type { Engine } from './engine.ts';
import { followMoves } from './follow-moves.ts';
import { skipOverdueTasks } from './skip-tasks.ts';
import { workOff } from './work-off.ts';

/** What one run did. */
export interface Run {
  readonly decided: number;
  readonly skipped: number;
  readonly sent: readonly Sent[];
  readonly opened: readonly OpenedTask[];
}

/**
 * Does everything that is due at `now`, until nothing is: mails whose sender died, tasks that skip themselves,
 * decisions, moves to other sequences, mail. Batches are taken in order of (time, enrollment), so two runs do the same in the same order.
 */
export async function runOnce(engine: Engine, now: Instant): Promise<Run> {
  await resumeSending(engine.sql, { now, repeats: engine.mailer.repeats });
  const skipped = await drain(engine.batch, () => skipOverdueTasks(engine, now));
  const { decided, opened } = await decideAll(engine, now);
  const deliveries = await workOff(engine.lanes, (parts) => deliverDue(engine, now, parts));
  return { decided, skipped, sent: deliveries.flatMap(({ sent }) => sent), opened };
}

async function decideAll(engine: Engine, now: Instant): Promise<{ decided: number; opened: OpenedTask[] }> {
  let decided = 0;
  const opened: OpenedTask[] = [];
  // What a process left that died between an exit and the way on, and who waited for a paused sequence.
  await followMoves(engine, now);
  for (;;) {
    const rounds = await workOff(engine.lanes, (parts) => decideDue(engine, now, parts));
    for (const round of rounds) {
      decided += round.claimed;
      opened.push(...round.opened);
    }
    if (!rounds.some((round) => round.moves)) return { decided, opened };
    // Whoever moves on may be due in the other sequence at once.
    await followMoves(engine, now);
  }
}

/** Repeats until a batch was not full: then nothing was left behind it. */
async function drain(batch: number, once: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const count = await once();
    total += count;
    if (count < batch) return total;
  }
}
