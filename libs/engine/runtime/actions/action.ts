import type { AnyStepType, Contact, Instant, Step } from '#engine';
import { stepTypes } from '#engine';

/** One thing that a step is to do in the world. The intent id is the same however often it is tried. */
export interface ActionCall<S = Step> {
  readonly intentId: string;
  /** How often it is tried, counting this. */
  readonly attempt: number;
  readonly step: S;
  readonly contact: Contact;
  readonly workspace: string;
  readonly sequence: string;
  readonly enrollmentId: string;
}

export type ActionResult =
  | { readonly kind: 'done' }
  /** It never will be; the enrollment ends as failed, with this reason. */
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'later'; readonly at: Instant };

/**
 * Carries out what the steps of one type are to do, and answers what came of each, in order. It is asked again for one
 * whose answer was lost, so it must do each intent id once. What it throws is a fault: nothing of the batch is written,
 * and all of it is tried again when the lease is over.
 */
export type Action = (calls: readonly ActionCall[], now: Instant) => Promise<readonly ActionResult[]>;

/** A type of step, and what it does where that is more than a mail or a task (its effect is then `action`). */
export interface StepPlugin {
  readonly type: AnyStepType;
  readonly act?: Action;
}

export interface Steps {
  readonly types: Readonly<Record<string, AnyStepType>>;
  readonly actions: Readonly<Record<string, Action>>;
}

/** What an installation can do: the types of step that Crest has, and those that are added to it. */
export function stepsWith(plugins: readonly StepPlugin[]): Steps {
  const acting = plugins.flatMap(({ type, act }) => (act === undefined ? [] : [[type.type, act] as const]));
  return {
    types: { ...stepTypes, ...Object.fromEntries(plugins.map(({ type }) => [type.type, type])) },
    actions: Object.fromEntries(acting),
  };
}
