import type { Decision } from './decision.ts';
import type { Contact, Enrollment } from './enrollment.ts';
import type { Instant, Sequence } from './sequence.ts';

export declare function decide(sequence: Sequence, enrollment: Enrollment, now: Instant): Decision;
export declare function firstDue(
  sequence: Sequence,
  contact: Pick<Contact, 'timezone'>,
  enrolledAt: Instant,
): Instant | null;
