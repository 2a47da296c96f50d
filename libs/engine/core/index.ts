export { attribute, type Clue } from './attribute.ts';
export { decide, firstDue } from './decide.ts';
export type { Assignment, Decision, EventDraft, Next, Reaction, Visit } from './decision.ts';
export { drawVariant, uniform } from './draw.ts';
export type { Contact, Enrollment, Sighting, Wake } from './enrollment.ts';
export { type Attribution, EVENT_TYPES, type EventType, kindOf, type LoggedEvent } from './event.ts';
export { evolve, needsSightings, observe, plannedDay } from './evolve.ts';
export { experimentKey, goalMatches, stepGoal } from './goal.ts';
export {
  enrollmentId,
  eventId,
  intentId,
  NAMESPACE,
  outsideEventId,
  PARTITIONS,
  partitionOf,
  uuidV5,
} from './identity.ts';
export { type Parsed, parseSequence, parseSequenceText } from './parse.ts';
export type { Problem } from './problem.ts';
export { type Arrival, react, type Sleeper, sightingKey } from './react.ts';
export type {
  BranchStep,
  Condition,
  ContactOperator,
  Delay,
  EmailStep,
  ExitStep,
  Goal,
  Instant,
  Schedule,
  Sequence,
  Step,
  TaskStep,
  Variant,
  WaitStep,
  Weekday,
} from './sequence.ts';
export {
  type CompiledTemplate,
  compileSubject,
  compileTemplate,
  type Rendered,
  type TemplateProblem,
  templateContext,
} from './template.ts';
export { type Newcomer, newcomers } from './audience/intake.ts';
export { type HeardTouch, type Response, respond, respondUnasked } from './audience/respond.ts';
export { type SimulatedEnrollment, type SimulatedTouch, simulateEnrollment } from './audience/simulate.ts';
export { type Truth, truthSchema } from './audience/truth.ts';
export { DomainError, type ErrorCode, errorCodes } from './domain-error.ts';
export { DEFAULT_WINDOW, iso } from './time.ts';
