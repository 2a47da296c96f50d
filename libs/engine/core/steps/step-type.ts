import type { z } from 'zod';
import type { Zone } from '../calendar/zone.ts';
import type { EventDraft, Visit } from '../decision.ts';
import type { Enrollment, Wake } from '../enrollment.ts';
import type { Reading } from '../file/reading.ts';
import type { Delay, Instant, StepBase } from '../sequence.ts';

/** What a step may look at when an enrollment enters it. */
export interface StepContext {
  readonly sequence: { readonly key: string };
  readonly enrollment: Enrollment;
  readonly now: Instant;
  /** The wall clock of the sequence for this contact. */
  readonly zone: Zone;
  /** `now` after a delay, on the calendar of the sequence and the contact. */
  after(delay: Delay): Instant;
}

/** How an enrollment goes on from a step. */
export type Onward =
  /** The step is done: the next one in the file. */
  | { readonly go: 'on' }
  /** The step is done then, or when it is woken. */
  | { readonly go: 'sleep'; readonly until: Instant; readonly wake: Wake | null }
  /** The step is done when its task closes. */
  | { readonly go: 'hand-over' }
  | { readonly go: 'jump'; readonly to: string }
  | { readonly go: 'leave'; readonly reason: string; readonly moveTo: string | null }
  /** It cannot go on: what the step needs is not there. */
  | { readonly go: 'fail'; readonly reason: string };

/** What entering a step does. `reached` is logged for it; `events` are what comes on top. */
export interface Entry {
  readonly variant: string;
  readonly effect: Visit['effect'];
  readonly events: readonly EventDraft[];
  readonly onward: Onward;
}

/** A step that a file names, at a path inside the step that names it. */
export interface Link {
  readonly path: readonly (string | number)[];
  readonly step: string;
  /** The enrollment may go there from here. */
  readonly follows: boolean;
  /** Parts of that step that are named with it. */
  readonly parts?: readonly { readonly of: Part; readonly key: string; readonly path: Link['path'] }[];
}

/** What a step may have several of, each with a key. */
export type Part = 'variant' | 'outcome';

/**
 * One type of step: what its part of a file looks like, and what it does. The methods are declared as methods so that
 * a type of one step fits where a type of any step is asked for.
 */
export interface StepType<
  T extends string,
  Schema extends z.ZodObject,
  S extends StepBase & { readonly type: T },
> {
  readonly type: T;
  /** The step as it stands in a file. It serves the parser and OpenAPI. */
  readonly schema: Schema;
  /** It reaches out to the contact: it needs a `day` or an `after`, and keeps to the open hours of the schedule. */
  readonly outward: boolean;
  /** It is an email: `minGap` keeps it apart from the one before. */
  readonly mails: boolean;
  /** The enrollment can go on to the next step in the file. */
  readonly continues: boolean;
  /** The step, or null after a report of what is wrong. Fields that were wrong by themselves are missing and reported. */
  parse(file: Reading<Schema>, base: StepBase): S | null;
  /** The other steps that the file names here. */
  links?(file: Reading<Schema>): readonly Link[];
  /** The keys of its parts; null: anything may be one. */
  parts?(file: Reading<Schema>, of: Part): readonly string[] | null;
  /** Time always passes here, so that a way back over this step does not run in circles. */
  pauses?(step: S): boolean;
  /** How long it is planned to take; null: nobody can say. */
  lasts?(step: S): Delay | null;
  /** It asks what has been seen of the contact. */
  looksBack?(step: S): boolean;
  /** The attribute of the contact that `readyAt` hangs on: when it changes, the step is asked again. */
  hangsOn?(step: S): string | null;
  /** The earliest instant, from `since` on, at which the step can be entered. */
  readyAt?(step: S, enrollment: Enrollment, since: Instant, zone: Zone): Instant;
  enter(step: S, context: StepContext): Entry;
}

/** A step type whose own step is not known, as it comes out of a registry. */
export type AnyStepType = StepType<string, z.ZodObject, StepBase & { readonly type: string }>;

export type StepTypes = Readonly<Record<string, AnyStepType>>;

/** The steps that a registry can make. */
export type StepOf<Types> = {
  [T in keyof Types]: Types[T] extends { parse(...args: never): infer S } ? NonNullable<S> : never;
}[keyof Types];

/** Ties the schema, the step and its behavior together; see `index.ts` in this folder for where a type is entered. */
export function defineStep<
  const T extends string,
  Schema extends z.ZodObject,
  S extends StepBase & { readonly type: T },
>(stepType: StepType<T, Schema, S>): StepType<T, Schema, S> {
  return stepType;
}
