import { DomainError } from '#engine';
import type { Collected } from './collect.ts';
import type { Delivery } from './delivery.ts';

/** What came of one call of several that were taken in together: its answer, or why it has none. */
export type Answer = { readonly collected: Collected } | { readonly error: unknown };

/** Takes in calls of one workspace, in their order; answers each. What it throws is true of all of them. */
export type TakeIn = (workspaceId: number, deliveries: readonly Delivery[]) => Promise<readonly Answer[]>;

/** While one statement is at the database, the next one is worked out. */
const LANES = 2;
/** More events in a statement bring nothing any more, and hold the rows they lock for longer. */
const MOST_TOGETHER = 2_000;
/** How many events may wait: some seconds' worth, and 100 MB where they are as large as can be. */
const MOST_WAITING = 20_000;

interface Call {
  readonly delivery: Delivery;
  readonly answer: (answer: Answer) => void;
}

/**
 * Lets calls that arrive together share a statement: nobody waits for others to come, but whatever has come while the
 * lanes were busy goes in at once when one is free. A call of 100 events takes 46 µs an event of the database alone, 34 µs
 * with seven others.
 */
export class GroupCommit {
  readonly #takeIn: TakeIn;
  readonly #waiting: Call[] = [];
  #events = 0;
  #busy = 0;

  constructor(takeIn: TakeIn) {
    this.#takeIn = takeIn;
  }

  async add(delivery: Delivery): Promise<Collected> {
    if (!delivery.patient && this.#events > MOST_WAITING) throw tooManyWaiting(delivery);
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.push({ delivery, answer: resolve });
      this.#events += delivery.events.length;
      this.#fillLanes();
    });
    if ('error' in answer) throw answer.error;
    return answer.collected;
  }

  #fillLanes(): void {
    while (this.#busy < LANES && this.#waiting.length > 0) {
      this.#busy++;
      void this.#work(this.#nextGroup());
    }
  }

  /** Never rejects: whatever happens is the answer of some call. */
  async #work(calls: readonly Call[]): Promise<void> {
    const answers = await answersTo(
      this.#takeIn,
      calls.map(({ delivery }) => delivery),
    );
    this.#busy--;
    this.#fillLanes();
    calls.forEach(({ answer }, i) => {
      answer(answers[i] ?? { error: new Error('a call was taken in and not answered') });
    });
  }

  /** The calls of one workspace that have waited longest. */
  #nextGroup(): Call[] {
    const [first] = this.#waiting;
    const group: Call[] = [];
    let events = 0;
    for (let next = first; next !== undefined; next = this.#waiting[0]) {
      const size = next.delivery.events.length;
      if (next.delivery.workspaceId !== first?.delivery.workspaceId) break;
      if (group.length > 0 && events + size > MOST_TOGETHER) break;
      this.#waiting.shift();
      group.push(next);
      events += size;
    }
    this.#events -= events;
    return group;
  }
}

/** The answers of calls to one workspace. Where taking them in together breaks, each is tried alone: it may be one of them. */
export async function answersTo(takeIn: TakeIn, deliveries: readonly Delivery[]): Promise<readonly Answer[]> {
  const [first, ...others] = deliveries;
  if (first === undefined) return [];
  try {
    return await takeIn(first.workspaceId, deliveries);
  } catch (error) {
    if (others.length === 0) return [{ error }];
    const alone = await Promise.all(deliveries.map((delivery) => answersTo(takeIn, [delivery])));
    return alone.flat();
  }
}

function tooManyWaiting({ whenFull = 'too-many-calls' }: Delivery): DomainError {
  return new DomainError({
    code: whenFull,
    detail: 'More events are waiting to be stored than can be soon.',
    fix: 'Send the call again after the seconds in Retry-After, under the same ids.',
  });
}
