import type { Instant } from '#engine';
import { DomainError, MOST_MOVES } from '#engine';
import { type FinishedMove, finishMoves, type PendingMove, pendingMoves } from '#storage';
import type { Engine } from './engine.ts';
import { enroll } from './enroll.ts';
import { engineEvent } from './stamp.ts';

/**
 * Enrolls those whose exit leads to another sequence there, until nobody is left who can go. Who is not let in there is
 * told by an event; who leads to a sequence that is paused waits for it. Answers how many exits were followed.
 */
export async function followMoves(engine: Engine, now: Instant): Promise<number> {
  let followed = 0;
  for (;;) {
    const moves = await pendingMoves(engine.sql, engine.batch);
    const finished: FinishedMove[] = [];
    for (const move of moves) {
      const refused = await follow(engine, move, now);
      if (refused === WAITS) continue;
      finished.push({ no: move.no, refused: refused === null ? null : refusal(move, refused, now) });
    }
    if (finished.length > 0) await finishMoves(engine.sql, finished);
    followed += finished.length;
    // Those that are left would be found again at once.
    if (moves.length < engine.batch || finished.length === 0) return followed;
  }
}

const WAITS = 'sequence-not-published';

/** Why a move is refused; null when it was made. */
async function follow(engine: Engine, move: PendingMove, now: Instant): Promise<string | null> {
  if (move.targetState !== 'published') {
    return move.targetState === null ? 'sequence-not-found' : 'sequence-archived';
  }
  if (move.moves >= MOST_MOVES) return 'move-limit';
  // All else is known of the contact, and may have changed since it was read.
  const contact = { id: move.contact.id };
  try {
    const { results } = await enroll(engine, {
      workspaceId: move.workspaceId,
      sequenceKey: move.moveTo,
      lines: [{ contact }],
      now,
      movedFrom: move.no,
    });
    const [result] = results;
    return result?.accepted === false ? result.code : null;
  } catch (error) {
    // The target was paused at this moment, or has gone; anything else is a fault and is tried again.
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

function refusal(move: PendingMove, code: string, now: Instant) {
  const subject = { ...move, enrollmentId: move.id, enrollmentNo: move.no };
  const draft = { type: 'move-refused', properties: { to: move.moveTo, code } } as const;
  return { code, event: engineEvent(draft, now, subject, null) };
}
