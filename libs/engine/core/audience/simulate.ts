import { attribute } from '../attribute.ts';
import { decide, firstDue } from '../decide.ts';
import type { Enrollment } from '../enrollment.ts';
import { evolve, observe } from '../evolve.ts';
import { stepGoal } from '../goal.ts';
import { enrollmentId, intentId } from '../identity.ts';
import { react } from '../react.ts';
import type { Instant, Sequence } from '../sequence.ts';
import type { Newcomer } from './intake.ts';
import { type Response, respond, respondUnasked } from './respond.ts';
import type { Truth } from './truth.ts';

/** What became of one touch. */
export interface SimulatedTouch {
  readonly step: string;
  readonly variant: string;
  readonly visit: number;
  readonly intentId: string;
  readonly touchAt: Instant;
  sentAt: Instant | null;
  /** First time of each kind of event that belongs to it: `replied`, `converted:reorder`, … */
  readonly firsts: Record<string, Instant>;
}

export interface SimulatedEnrollment {
  readonly no: number;
  readonly enrolledAt: Instant;
  state: 'active' | 'finished' | 'exited' | 'failed';
  /** When it left before the end. */
  exitedAt: Instant | null;
  /** Latest first. */
  readonly touches: SimulatedTouch[];
}

interface Deed {
  readonly response: Response;
  readonly touch: SimulatedTouch | null;
}

/**
 * Runs one simulated contact through a sequence up to `until`, in memory, with the engine's own decisions and
 * attribution: what the runtime does over its stores, without them. Deterministic in (truth, seed, contact).
 */
export function simulateEnrollment(
  world: { sequence: Sequence; truth: Truth; seed: number; until: Instant },
  newcomer: Newcomer,
  no: number,
): SimulatedEnrollment {
  const { sequence, truth, seed, until } = world;
  const { contact, at: enrolledAt } = newcomer;
  const result: SimulatedEnrollment = { no, enrolledAt, state: 'active', exitedAt: null, touches: [] };
  const id = enrollmentId('simulation', sequence.key, contact.id, 1);
  let enrollment: Enrollment = {
    ...{ no, id, contact, enrolledAt, cursor: 0, visit: 0, lastEmailAt: null, wake: null },
    ...{ arms: {}, seen: {}, sentAt: {}, openTasks: [] },
  };
  let dueAt = firstDue(sequence, contact, enrolledAt);
  const deeds: Deed[] = [];
  const expect = (responses: readonly Response[], touch: SimulatedTouch | null) => {
    deeds.push(...responses.map((response) => ({ response, touch })));
    deeds.sort((a, b) => a.response.at - b.response.at);
  };
  const unasked = respondUnasked(truth, seed, contact.id, enrolledAt);
  if (unasked) expect([unasked], null);

  const take = ({ response, touch }: Deed) => {
    if (response.final && result.state === 'exited') return;
    const { at, type, name, machine } = response;
    // Done in time: the task does not skip itself any more.
    if (type === 'task-skipped' && !enrollment.openTasks.includes(touch?.visit ?? 0)) return;
    const named = response.names === 'touch' && touch ? touch.intentId : null;
    const clue = { type, name, occurredAt: at, touch: named, enrollmentId: null, step: null };
    const found =
      attribute<SimulatedTouch, SimulatedEnrollment>(clue, [result], () => sequence)?.touch ?? null;
    if (found) {
      const kind = machine ? `${type}:machine` : name === '' ? type : `${type}:${name}`;
      found.firsts[kind] = Math.min(found.firsts[kind] ?? at, at);
      if (type === 'task-completed') found.sentAt ??= at;
    }
    const arrival = {
      type,
      name,
      machine,
      hard: true,
      step: found?.step ?? '',
      visit: found?.visit ?? 0,
      occurredAt: at,
    };
    enrollment = observe(enrollment, arrival);
    if (result.state !== 'active') return;
    const reaction = react(sequence, enrollment, arrival);
    if (reaction.ends !== null) {
      Object.assign(result, { state: 'exited', exitedAt: at });
      dueAt = null;
    } else if (reaction.dueAt !== null) dueAt = reaction.dueAt;
  };

  const act = (now: Instant) => {
    const decision = decide(sequence, enrollment, now);
    enrollment = evolve(enrollment, decision, now);
    const { visit, next } = decision;
    if (visit) {
      const sentAt = visit.effect.kind === 'send' ? now : null;
      const touch = {
        step: visit.step,
        variant: visit.variant,
        visit: visit.visit,
        intentId: intentId(id, visit.visit),
        touchAt: now,
        sentAt,
        firsts: {},
      };
      result.touches.unshift(touch);
      const step = sequence.steps.find((s) => s.key === visit.step);
      if (step)
        expect(
          respond(truth, seed, {
            contact: contact.id,
            step,
            goal: stepGoal(sequence, step),
            variant: visit.variant,
            at: now,
          }),
          touch,
        );
      if (visit.effect.kind === 'task' && visit.effect.autoSkipAt !== null)
        expect([skipAt(visit.effect.autoSkipAt)], touch);
    }
    if (next.state === 'active') dueAt = next.dueAt;
    else {
      dueAt = null;
      result.state = next.state;
      if (next.state !== 'finished') result.exitedAt = now;
    }
  };

  for (;;) {
    const deed = deeds[0];
    const due = result.state === 'active' ? dueAt : null;
    if (deed && deed.response.at <= until && (due === null || deed.response.at <= due)) {
      deeds.shift();
      take(deed);
    } else if (due !== null && due <= until) act(due);
    else return result;
  }
}

/** The end that a task comes to by itself. */
function skipAt(at: Instant): Response {
  return { at, type: 'task-skipped', name: '', machine: false, names: 'touch', final: true };
}
