import type { Reaction } from './decision.ts';
import type { Enrollment } from './enrollment.ts';
import type { Instant, Sequence } from './sequence.ts';

/** The part of an enrollment that an outside event can touch. */
export type Sleeper = Pick<Enrollment, 'enrolledAt' | 'cursor' | 'lastEmailAt' | 'wake'> & {
  readonly contact: Pick<Enrollment['contact'], 'timezone'>;
};

/** An event that has arrived for an enrollment. `hard` is read for bounces only: false for a soft one. */
export interface Arrival {
  readonly type: string;
  readonly name: string;
  readonly machine: boolean;
  readonly hard: boolean;
  /** Empty and 0 for an event that belongs to no touch. */
  readonly step: string;
  readonly visit: number;
  readonly occurredAt: Instant;
}

export declare function react(sequence: Sequence, enrollment: Sleeper, event: Arrival): Reaction;
/** The key an event is kept under in `Enrollment.seen` (`replied`, `converted:reorder`), or null: not a sighting (a machine's). */
export declare function sightingKey(event: Pick<Arrival, 'type' | 'name' | 'machine'>): string | null;
