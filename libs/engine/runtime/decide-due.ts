import type { Decision, Enrollment, Instant, Sequence, Visit } from '#engine';
import { decide, intentId, needsSightings } from '#engine';
import {
  type Claim,
  claimDue,
  commitDecisions,
  type History,
  loadHistory,
  type Sending,
  type Transition,
} from '#storage';
import type { Engine } from './engine.ts';
import { sequencesOf } from './sequences-of.ts';
import { engineLog, type Place, type Subject } from './stamp.ts';
import type { Parts } from './work-off.ts';

const NOTHING: History = { seen: {}, sentAt: {} };

export interface Decided {
  readonly claimed: number;
  /** The difference to `claimed` lost to a newer epoch, or to a pause. */
  readonly moved: number;
  /** Whether there may be more to decide now: the batch was full, or some fell due again at once. */
  readonly more: boolean;
  /** Whether some exits lead to another sequence. */
  readonly moves: boolean;
  /** Tasks that were opened. */
  readonly opened: readonly OpenedTask[];
  /** Mails that go out now: whoever asked for the decisions sends them, under the lease that they were written with. */
  readonly sendings: readonly Sending[];
}

export interface OpenedTask {
  readonly claim: Claim;
  readonly intentId: string;
  readonly step: string;
}

/** Claim, decide, commit: takes a batch of enrollments that are due at `now` one step further. */
export async function decideDue(engine: Engine, now: Instant, parts?: Parts): Promise<Decided> {
  const { sql, leaseMs } = engine;
  const { types } = engine.versions.steps;
  const { claims, more } = await claimDue(sql, { now, leaseMs, limit: engine.batch, parts });
  if (claims.length === 0) return { claimed: 0, moved: 0, more, moves: false, opened: [], sendings: [] };
  const sequences = await sequencesOf(engine.versions, claims);
  const curious = claims.filter((_, i) => needsSightings(sequences[i] as Sequence, types)).map((c) => c.no);
  const histories = curious.length > 0 ? await loadHistory(sql, curious) : new Map<number, History>();
  // What a provider does not take now waits, and is handed over as it does.
  const sendAt = engine.mailer.takes(now) >= claims.length ? now : now + 1;
  const transitions = claims.map((claim, i) => {
    const sequence = sequences[i] as Sequence;
    const enrollment = asEnrollment(claim, histories.get(claim.no) ?? NOTHING);
    return transition(sequence, claim, decide(sequence, enrollment, now, types), now, sendAt);
  });
  const moved = new Map(
    (await commitDecisions(sql, { now, leaseMs }, transitions)).map(({ no, touch }) => [no, touch]),
  );
  const opened: OpenedTask[] = [];
  const sendings: Sending[] = [];
  transitions.forEach((t, i) => {
    const claim = claims[i] as Claim;
    const became = moved.get(t.no);
    if (t.touch === null || !became) return;
    if (became === 'open') opened.push({ claim, intentId: t.touch.intentId, step: t.touch.step });
    if (became === 'sending' || became === 'suppressed')
      sendings.push(sendingOf(claim, t, t.touch, became, now));
  });
  return {
    claimed: claims.length,
    moved: moved.size,
    more: more || transitions.some((t) => t.dueAt !== null && t.dueAt <= now && moved.has(t.no)),
    moves: transitions.some((t) => t.moveTo !== null),
    opened,
    sendings,
  };
}

function sendingOf(
  claim: Claim,
  { visit, arms }: Transition,
  touch: NonNullable<Transition['touch']>,
  became: Sending['state'],
  now: Instant,
): Sending {
  return {
    no: claim.no,
    visit,
    attempt: 1,
    intentId: touch.intentId,
    state: became,
    workspace: claim.workspace,
    sequenceId: claim.sequenceId,
    sequence: claim.sequence,
    version: claim.version,
    enrollmentId: claim.id,
    enrolledAt: claim.enrolledAt,
    step: touch.step,
    position: touch.position,
    variant: touch.variant,
    arms,
    touchAt: now,
    contact: claim.contact,
    simulated: claim.simulated,
    subjectKey: claim.subjectKey,
    deferrals: 0,
    unsureSince: null,
    countsFrom: null,
    mailbox: null,
  };
}

function asEnrollment(claim: Claim, history: History): Enrollment {
  return {
    no: claim.no,
    id: claim.id,
    contact: claim.contact,
    enrolledAt: claim.countsFrom,
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

function transition(
  sequence: Sequence,
  claim: Claim,
  decision: Decision,
  now: Instant,
  sendAt: Instant,
): Transition {
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
  // What comes next counts from when this mail has gone out, which its caps or its mailbox say.
  const waits = claim.paced && visit?.effect.kind === 'send';
  return {
    no: claim.no,
    part: claim.part,
    lease: claim.lease,
    epoch: claim.epoch,
    cursorWas: claim.cursor,
    state: next.state,
    reason: next.state === 'exited' || next.state === 'failed' ? next.reason : null,
    cursor: next.state === 'active' ? next.cursor : sequence.steps.length,
    visit: visit?.visit ?? claim.visit,
    dueAt: next.state === 'active' && !waits ? next.dueAt : null,
    wake: next.state !== 'active' ? null : waits ? { mail: visit.visit } : next.wake,
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
        sendAt: waits ? null : sendAt,
        autoSkipAt: visit.effect.kind === 'task' ? visit.effect.autoSkipAt : null,
        task: taskOf(visit),
      },
    log: engineLog(decision.events, now, subject, place),
  };
}

function taskOf({ effect }: Visit): { assignee: string | null; dueAt: Instant | null } | null {
  if (effect.kind !== 'task' || (effect.assignee === null && effect.dueAt === null)) return null;
  return { assignee: effect.assignee, dueAt: effect.dueAt };
}
