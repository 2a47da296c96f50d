import type { Instant } from '#engine';
import { DomainError } from '#engine';
import { finishMoves, pendingMoves } from '#storage';
import type { Engine } from './engine.ts';
import { enroll } from './enroll.ts';

/** Enrolls those whose exit leads to another sequence there. Answers how many exits were followed. */
export async function followMoves(engine: Engine, now: Instant): Promise<number> {
  const moves = await pendingMoves(engine.sql, engine.batch);
  for (const move of moves) {
    const { id, email, timezone, attributes } = move.contact;
    const contact = { ...attributes, id, ...(email ? { email } : {}), ...(timezone ? { timezone } : {}) };
    try {
      await enroll(engine, {
        workspaceId: move.workspaceId,
        sequenceKey: move.moveTo,
        lines: [{ contact }],
        now,
        movedFrom: move.no,
      });
    } catch (error) {
      // A target that is gone or not published ends the way here; anything else is a fault and is tried again.
      if (!(error instanceof DomainError)) throw error;
    }
    await finishMoves(engine.sql, [move.no]);
  }
  return moves.length;
}
