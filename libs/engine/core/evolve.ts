import type { Decision } from './decision.ts';
import type { Enrollment } from './enrollment.ts';
import type { Arrival } from './react.ts';
import type { Instant, Sequence } from './sequence.ts';

export declare function evolve(enrollment: Enrollment, decision: Decision, now: Instant): Enrollment;
export declare function observe(enrollment: Enrollment, event: Arrival): Enrollment;
export declare function needsSightings(sequence: Sequence): boolean;
export declare function plannedDay(sequence: Sequence, stepKey: string): number;
