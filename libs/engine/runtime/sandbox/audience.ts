import type { Goal, Instant, Newcomer, Response, Truth } from '#engine';
import { goalMatches, iso, needsSightings, respond, respondUnasked, stepGoal } from '#engine';
import { type HeardRow, heardTouches, type SimulatedEnrollment, simulatedEnrollments } from '#storage';
import type { Engine } from '../engine.ts';
import { type Queue, queueByTime } from './queue-by-time.ts';

/** Nobody answers a touch, or comes to it unasked, later than this: 60 days. */
const MEMORY = 60 * 86_400_000;

/** A simulated audience: what is true of the contacts of each sequence, and who is still to come. */
export interface World {
  readonly seed: number;
  /** By sequence key. */
  readonly truths: ReadonlyMap<string, Truth>;
  /** In order of arrival. */
  readonly newcomers: readonly (Newcomer & { readonly sequence: string })[];
}

interface Pending {
  readonly response: Response;
  readonly no: number;
  readonly contact: string;
  readonly sequence: string;
  readonly stopOn: readonly Goal[];
  /** The touch that is answered; null for what is done unasked. */
  readonly intentId: string | null;
}

/**
 * The contacts of a sandbox who answer. What each does is a pure function of the seed, so the audience keeps nothing
 * of its own: at the start of every advance it is taken up from what Postgres knows, and goes on as if never stopped.
 */
export class Audience {
  readonly #engine: Engine;
  readonly #world: World;
  readonly #pending: Queue<Pending> = queueByTime<Pending>(
    (a, b) => a.response.at - b.response.at || a.no - b.no || (a.response.type < b.response.type ? -1 : 1),
  );
  /** Who has left: they may still open an old mail, but no longer act on the sequence. */
  readonly #left = new Set<number>();
  #arrived = 0;
  /** Who was let in at a tick that was cut off before the clock stood there. */
  readonly #letIn = new Set<string>();
  #wakes = false;

  private constructor(engine: Engine, world: World) {
    this.#engine = engine;
    this.#world = world;
  }

  static async takeUp(engine: Engine, world: World, now: Instant): Promise<Audience> {
    const audience = new Audience(engine, world);
    for (const enrollment of await simulatedEnrollments(engine.sql, now - 2 * MEMORY)) {
      if (enrollment.enrolledAt > now) audience.#letIn.add(arrivalOf(enrollment, enrollment.contact));
      if (enrollment.ended) audience.#left.add(enrollment.no);
      else await audience.greet(enrollment, now);
    }
    for (const touch of await heardTouches(engine.sql, now - MEMORY)) await audience.hear(touch, now);
    while ((audience.#next()?.at ?? Number.POSITIVE_INFINITY) <= now) audience.#arrived++;
    return audience;
  }

  /** When the clock has to stop for the audience: someone arrives, or does what a sequence waits for. */
  nextMoment(): Instant | null {
    const arrival = this.#next()?.at ?? Number.POSITIVE_INFINITY;
    const deed = this.#wakes
      ? (this.#pending.peek()?.response.at ?? Number.POSITIVE_INFINITY)
      : Number.POSITIVE_INFINITY;
    const first = Math.min(arrival, deed);
    return first === Number.POSITIVE_INFINITY ? null : first;
  }

  /** Who arrives up to `now`. */
  arrivals(now: Instant): World['newcomers'] {
    const start = this.#arrived;
    while ((this.#next()?.at ?? Number.POSITIVE_INFINITY) <= now) this.#arrived++;
    // A sequence that may be entered again would take those in a second time.
    return this.#world.newcomers
      .slice(start, this.#arrived)
      .filter(
        ({ sequence, at, contact }) => !this.#letIn.has(arrivalOf({ sequence, enrolledAt: at }, contact.id)),
      );
  }

  /** What is done up to `now`, in order of time, as `POST /v1/events` takes it. */
  deeds(now: Instant, limit: number): Record<string, unknown>[] {
    const events: Record<string, unknown>[] = [];
    for (let next = this.#pending.peek(); next && next.response.at <= now; next = this.#pending.peek()) {
      if (events.length === limit) break;
      this.#pending.pop();
      const { response } = next;
      if (response.final && this.#left.has(next.no)) continue;
      if (next.stopOn.some((goal) => goalMatches(goal, response))) this.#left.add(next.no);
      events.push(asEvent(next));
    }
    return events;
  }

  /** A contact was enrolled: some do what is hoped for without being asked. */
  async greet(enrollment: Omit<SimulatedEnrollment, 'ended'>, now: Instant): Promise<void> {
    const truth = this.#world.truths.get(enrollment.sequence);
    if (!truth?.organic) return;
    const response = respondUnasked(truth, this.#world.seed, enrollment.contact, enrollment.enrolledAt);
    if (response === null || response.at <= now) return;
    const { stopOn } = await this.#engine.versions.get(enrollment.sequenceId, enrollment.version);
    this.#pending.push({ ...enrollment, response, stopOn, intentId: null });
  }

  /** A touch was made: works out what the contact will do about it. */
  async hear(touch: HeardRow, now: Instant): Promise<void> {
    const truth = this.#world.truths.get(touch.sequence);
    if (!truth) return;
    const sequence = await this.#engine.versions.get(touch.sequenceId, touch.version);
    this.#wakes ||= needsSightings(sequence, this.#engine.versions.steps.types);
    const step = sequence.steps.find((s) => s.key === touch.step);
    if (!step) return;
    const responses = respond(truth, this.#world.seed, { ...touch, step, goal: stepGoal(sequence, step) });
    for (const response of responses)
      if (response.at > now) this.#pending.push({ ...touch, response, stopOn: sequence.stopOn });
  }

  #next() {
    return this.#world.newcomers[this.#arrived];
  }
}

const arrivalOf = ({ sequence, enrolledAt }: { sequence: string; enrolledAt: Instant }, contact: string) =>
  JSON.stringify([sequence, contact, enrolledAt]);

function asEvent({ response, intentId, contact, sequence }: Pending): Record<string, unknown> {
  const { type, name, at, machine } = response;
  return {
    eventId: `${intentId ?? `${sequence}/${contact}/unasked`}:${type}${machine ? ':machine' : ''}`,
    type,
    ...(name === '' ? {} : { name }),
    occurredAt: iso(at),
    ...(machine ? { machine: true, machineReason: 'privacy-proxy' } : {}),
    ...(response.names === 'touch' && intentId !== null ? { touch: intentId } : { contact, sequence }),
  };
}
