import { type Attribution, attribute, type EventType, type Instant, subjectTemplate } from '#engine';
import { type EnrollmentCandidate, findTouches, type TouchCandidate } from '#storage';
import type { Engine } from '../engine.ts';
import type { MatchedBy } from './clues-of-mail.ts';
import type { Hint } from './match-mail.ts';
import { sequencesOfRows } from './sequences-of-rows.ts';
import { subjectFits } from './subject-fits.ts';

/** A mail is answered within this, or not at all. */
const ANSWERED_WITHIN = 30 * 86_400_000;

/** What a mail that names none of ours is taken to be about, as `collect` will see it. */
export interface Guess {
  readonly by: MatchedBy;
  /** The sequence that a Message-ID without a signature, or its subject, points to. */
  readonly sequence: string | null;
  readonly enrollmentId: string | null;
  readonly intentId: string | null;
  readonly confidence: Attribution;
}

export interface GuessQuestion {
  readonly workspaceId: number;
  readonly contact: string;
  readonly subject: string;
  /** What it names without proof, which counts where that was written to this contact. */
  readonly hints: readonly Hint[];
  readonly type: EventType;
  readonly at: Instant;
}

/** Which of the mails to a contact something is about: one that it names, else one whose subject it answers, else the last one. */
export async function guessTouch(
  { sql, versions }: Pick<Engine, 'sql' | 'versions'>,
  { workspaceId, contact, subject, hints, type, at }: GuessQuestion,
): Promise<Guess> {
  const nothing = { ord: 0, intentId: null, enrollmentId: null, sequence: null };
  const rows = await findTouches(sql, workspaceId, [{ ...nothing, contact }]);
  const sequenceOf = await sequencesOfRows(versions, rows);
  const latest = rows
    .flatMap((row) => row.touches.map((touch) => ({ row, touch, sentAt: touch.sentAt ?? Number.NaN })))
    .filter(({ sentAt }) => sentAt <= at && at - sentAt < ANSWERED_WITHIN)
    .sort((a, b) => b.sentAt - a.sentAt);
  const hint = hints.find(({ intentId }) => latest.some(({ touch }) => touch.intentId === intentId));
  const named = latest.find(({ touch }) => touch.intentId === hint?.intentId);
  const answered =
    named ??
    latest.find(({ row, touch }) => {
      const sequence = sequenceOf(row, touch);
      const step = sequence.steps.find(({ key }) => key === touch.step);
      const variant =
        step?.type === 'email' ? step.variants.find(({ key }) => key === touch.variant) : undefined;
      if (step?.type !== 'email' || variant === undefined) return false;
      return subjectFits(subjectTemplate(sequence, step, variant), subject);
    });
  const sequence = answered ? sequenceOf(answered.row).key : null;
  const candidates = rows.filter((row) => sequence === null || sequenceOf(row).key === sequence);
  const clue = { type, name: '', occurredAt: at, touch: null, enrollmentId: null, step: null };
  const found = attribute<TouchCandidate, EnrollmentCandidate>(clue, candidates, sequenceOf);
  return {
    ...{ by: hint?.by ?? (sequence === null ? 'sender' : 'subject'), sequence },
    ...{ enrollmentId: found?.enrollment.id ?? null, intentId: found?.touch?.intentId ?? null },
    confidence: found?.attribution ?? 'none',
  };
}
