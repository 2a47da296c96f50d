import type { Reaction } from './decision.ts';
import { dueAt, type Timing } from './due.ts';
import type { Enrollment } from './enrollment.ts';
import { goalMatches, isNamed } from './goal.ts';
import type { Instant, Sequence } from './sequence.ts';
import { stepTypes } from './steps/index.ts';
import type { StepTypes } from './steps/step-type.ts';

/** The part of an enrollment that an outside event can touch. */
export type Sleeper = Timing & Pick<Enrollment, 'cursor' | 'wake'>;

/** An event that has arrived for an enrollment. `hard` is read for bounces only: false for a soft one. */
export interface Arrival {
  readonly type: string;
  /** Of a conversion its name, of a completed task its outcome. */
  readonly name: string;
  readonly machine: boolean;
  readonly hard: boolean;
  /** Empty and 0 for an event that belongs to no touch. */
  readonly step: string;
  readonly visit: number;
  readonly occurredAt: Instant;
  /** It shows what became of the mail of this visit, where nobody knew. */
  readonly settles?: boolean;
}

/**
 * What does an outside event do to an enrollment: does it end the sequence (`ends` is the goal of `stopOn` that it
 * meets), or wake it (`dueAt`)? What a machine does and soft bounces do nothing, but show that a mail went out.
 */
export function react(
  sequence: Sequence,
  enrollment: Sleeper,
  event: Arrival,
  types: StepTypes = stepTypes,
): Reaction {
  const counts = !event.machine && !isSoftBounce(event);
  const ends = counts ? stops(sequence, event) : null;
  if (ends !== null) return { ends, dueAt: null };
  const { wake } = enrollment;
  if (!settlesMail(wake, event) && !(counts && wakes(wake, event))) return { ends: null, dueAt: null };
  const step = sequence.steps[enrollment.cursor];
  const type = step && types[step.type];
  if (step === undefined || type === undefined) return { ends: null, dueAt: event.occurredAt };
  return { ends: null, dueAt: dueAt(sequence, step, type, enrollment, event.occurredAt) };
}

/**
 * The key that an event is kept under in `Enrollment.seen`: `replied`, `converted:reorder`, `task-completed:connected`,
 * `bounced:soft`; null for a machine's, which is no sighting.
 */
export function sightingKey(event: Pick<Arrival, 'type' | 'name' | 'machine' | 'hard'>): string | null {
  if (event.machine) return null;
  if (isSoftBounce(event)) return 'bounced:soft';
  return isNamed(event.type) && event.name !== '' ? `${event.type}:${event.name}` : event.type;
}

function isSoftBounce({ type, hard }: Pick<Arrival, 'type' | 'hard'>): boolean {
  return type === 'bounced' && !hard;
}

function stops(sequence: Sequence, event: Arrival): string | null {
  return sequence.stopOn.find((goal) => goalMatches(goal, event)) ?? null;
}

function settlesMail(wake: Sleeper['wake'], { settles, visit }: Arrival): boolean {
  return wake !== null && 'mail' in wake && settles === true && wake.mail === visit;
}

function wakes(wake: Sleeper['wake'], event: Arrival): boolean {
  if (wake === null || 'mail' in wake || 'contact' in wake) return false;
  if ('task' in wake) {
    return (event.type === 'task-completed' || event.type === 'task-skipped') && event.visit === wake.task;
  }
  return goalMatches(wake.event, event) && (wake.step === null || wake.step === event.step);
}
