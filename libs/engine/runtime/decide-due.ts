import type { Decision, Enrollment, Instant, Sequence, Visit } from '#engine';
import { decide, intentId, needsSightings } from '#engine';
import { type Claim, claimDue, commitDecisions, type History, loadHistory, type Transition } from '#storage';
import type { Engine } from './engine.ts';
import { engineEvents, type Place, type Subject } from './stamp.ts';
import type { Parts } from './work-off.ts';

const NOTHING: History = { seen: {}, sentAt: {} };

export interface Decided {
  readonly claimed: number;
  /** The difference to `claimed` lost to a newer epoch. */
  readonly moved: number;
  /** Whether there may be more to decide now: the batch was full, or some fell due again at once. */
  readonly more: boolean;
  /** Whether some exits lead to another sequence. */
  readonly moves: boolean;
  /** Tasks that were opened. */
  readonly opened: readonly OpenedTask[];
}

export interface OpenedTask {
  readonly claim: Claim;
  readonly intentId: string;
  readonly step: string;
}

/** Claim, decide, commit: takes a batch of enrollments that are due at `now` one step further. */
export async function decideDue(engine: Engine, now: Instant, parts?: Parts): Promise<Decided> {
  const claims = await claimDue(engine.sql, { now, leaseMs: engine.leaseMs, limit: engine.batch, parts });
  if (claims.length === 0) return { claimed: 0, moved: 0, more: false, moves: false, opened: [] };
  const sequences = await Promise.all(claims.map((c) => engine.versions.get(c.sequenceId, c.version)));
  const curious = claims.filter((_, i) => needsSightings(sequences[i] as Sequence)).map((c) => c.no);
  const histories = curious.length > 0 ? await loadHistory(engine.sql, curious) : new Map<number, History>();
  const transitions = claims.map((claim, i) => {
    const sequence = sequences[i] as Sequence;
    const enrollment = asEnrollment(claim, histories.get(claim.no) ?? NOTHING);
    return transition(sequence, claim, decide(sequence, enrollment, now), now);
  });
  const moved = new Set(await commitDecisions(engine.sql, { now }, transitions));
  return {
    claimed: claims.length,
    moved: moved.size,
    more: claims.length === engine.batch || transitions.some((t) => t.dueAt !== null && t.dueAt <= now),
    moves: transitions.some((t) => t.moveTo !== null),
    opened: transitions.flatMap(({ no, touch }, i) =>
      touch?.effect === 'task' && moved.has(no)
        ? [{ claim: claims[i] as Claim, intentId: touch.intentId, step: touch.step }]
        : [],
    ),
  };
}

function asEnrollment(claim: Claim, history: History): Enrollment {
  return {
    no: claim.no,
    id: claim.id,
    contact: claim.contact,
    enrolledAt: claim.enrolledAt,
    cursor: claim.cursor,
    visit: claim.visit,
    lastEmailAt: claim.lastEmailAt,
    wake: claim.wake,
    arms: claim.arms,
    seen: history.seen,
    sentAt: history.sentAt,
    openTasks: [],
  };
}

function transition(sequence: Sequence, claim: Claim, decision: Decision, now: Instant): Transition {
  const { visit, next } = decision;
  const drawn = decision.events.flatMap((e) =>
    e.assignment ? [[e.assignment.experiment, e.assignment.chosen]] : [],
  );
  const arms = drawn.length > 0 ? { ...claim.arms, ...Object.fromEntries(drawn) } : claim.arms;
  const subject: Subject = {
    workspace: claim.workspace,
    sequence: claim.sequence,
    version: claim.version,
    enrollmentId: claim.id,
    enrollmentNo: claim.no,
    enrolledAt: claim.enrolledAt,
    subjectKey: claim.subjectKey,
    arms,
  };
  const place: Place | null = visit && {
    intentId: intentId(claim.id, visit.visit),
    step: visit.step,
    position: visit.position,
    visit: visit.visit,
    variant: visit.variant,
    touchAt: now,
    sentAt: null,
  };
  return {
    no: claim.no,
    epoch: claim.epoch,
    cursorWas: claim.cursor,
    state: next.state,
    reason: next.state === 'exited' || next.state === 'failed' ? next.reason : null,
    cursor: next.state === 'active' ? next.cursor : sequence.steps.length,
    visit: visit?.visit ?? claim.visit,
    dueAt: next.state === 'active' ? next.dueAt : null,
    wake: next.state === 'active' ? next.wake : null,
    moveTo: next.state === 'exited' ? next.moveTo : null,
    arms,
    emailAt: visit?.effect.kind === 'send' ? now : null,
    touch: place &&
      visit && {
        intentId: place.intentId,
        step: place.step,
        position: place.position,
        variant: place.variant,
        effect: visit.effect.kind,
        autoSkipAt: visit.effect.kind === 'task' ? visit.effect.autoSkipAt : null,
        task: taskOf(visit),
      },
    events: engineEvents(decision.events, now, subject, place),
  };
}

function taskOf({ effect }: Visit): { assignee: string | null; dueAt: Instant | null } | null {
  if (effect.kind !== 'task' || (effect.assignee === null && effect.dueAt === null)) return null;
  return { assignee: effect.assignee, dueAt: effect.dueAt };
}
