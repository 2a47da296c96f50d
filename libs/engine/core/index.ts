export { attribute, type Clue } from './attribute.ts';
export { type Newcomer, newcomer, newcomers } from './audience/intake.ts';
export { type LocalSlot, localSlot } from './audience/local-slot.ts';
export { type ParsedTruth, parseTruth, parseTruthText } from './audience/read-truth.ts';
export { type HeardTouch, type Response, respond, respondUnasked } from './audience/respond.ts';
export { type SimulatedEnrollment, type SimulatedTouch, simulateEnrollment } from './audience/simulate.ts';
export { type Truth, truthSchema } from './audience/truth.ts';
export { isRangeError } from './calendar/is-range-error.ts';
export { findZone } from './calendar/zone.ts';
export {
  type Condition,
  type ContactOperator,
  meets,
} from './condition.ts';
export { conversionsOf } from './conversions.ts';
export { decide, firstDue, MOST_MOVES, MOST_VISITS } from './decide.ts';
export type { Assignment, Decision, EventDraft, Next, Reaction, Visit } from './decision.ts';
export { type Digests, portableDigests, useDigests } from './digest.ts';
export { DomainError, type ErrorCode, errorCodes } from './domain-error.ts';
export { drawVariant, uniform } from './draw.ts';
export { dueAt, openAt } from './due.ts';
export { type Contact, type Enrollment, MOST_TIMES, type Sighting, type Wake } from './enrollment.ts';
export { type Attribution, EVENT_TYPES, type EventType, isSoft, kindOf, type LoggedEvent } from './event.ts';
export { evolve, observe } from './evolve.ts';
export { formatElapsed, parseElapsed } from './file/duration.ts';
export { nearestWord, suggest } from './file/nearest.ts';
export { type Parsed, type Problem, parseSequence, parseSequenceText } from './file/parse.ts';
export { sequenceFileSchema, stepFileSchema } from './file/sequence-file.ts';
export { experimentKey, goalMatches, stepGoal } from './goal.ts';
export {
  enrollmentId,
  eventId,
  intentId,
  linkId,
  NAMESPACE,
  outsideEventId,
  PARTITIONS,
  partitionOf,
  uuidV5,
} from './identity.ts';
export type { Finding, Severity } from './lint/finding.ts';
export { lint, lintSequence, lintSequenceText } from './lint/lint.ts';
export { rules as lintRules } from './lint/rules/index.ts';
export { holdsAddress, refuseAddress } from './mail/link-address.ts';
export { scanHtml } from './mail/scan-html.ts';
export { replySubject, subjectTemplate } from './mail/thread-subject.ts';
export { pagesInHtml, pagesInText, redirectHtml, redirectText } from './mail/track-links.ts';
export { DEFAULT_MAIL, type MailRules } from './mail-rules.ts';
export { namesAddress, withoutAddresses } from './names-address.ts';
export { needsSightings, plannedDay } from './plan.ts';
export { type Arrival, react, type Sleeper, sightingKey } from './react.ts';
export { ASSUMED_AFTER, MOST_DEFERRALS, REPEATS_WITHIN, retryAt, SETTLES_AFTER } from './retry.ts';
export { isSharedDomain, stopsAccount } from './rules/account.ts';
export { type Cap, capsAllowAt, capsLookBack } from './rules/cap.ts';
export type { Conflict } from './rules/conflict.ts';
export {
  afterMail,
  drawMailbox,
  type MailboxRules,
  type MailboxUse,
  mailsOfDay,
  UNUSED,
  underNewRules,
} from './rules/mailbox.ts';
export { type Pace, type PacedMailbox, type PastMail, pace, type WaitingMail } from './rules/pace.ts';
export { NO_RULES, type Rules } from './rules/rules.ts';
export type { Delay, Goal, Instant, Schedule, Sequence, Slot, Step, StepBase, Weekday } from './sequence.ts';
export { type Moment, newEnrollment, type Run, simulate } from './simulate.ts';
export type { BranchStep } from './steps/branch.ts';
export type { EmailStep, Variant } from './steps/email.ts';
export type { ExitStep } from './steps/exit.ts';
export { stepTypes } from './steps/index.ts';
export { type AnyStepType, defineStep, type StepType, type StepTypes } from './steps/step-type.ts';
export type { TaskStep } from './steps/task.ts';
export type { WaitStep } from './steps/wait.ts';
export { findUnstorable, holdsInfinity, nestsDeeper, UNSTORABLE_REASON } from './storable.ts';
export { completeSequence, type StoredSequence } from './stored-sequence.ts';
export type { TemplateProblem } from './template/inspect.ts';
export type { FieldPlace } from './template/print-fields.ts';
export {
  type CompiledTemplate,
  compileHtml,
  compileSubject,
  compileTemplate,
  type Rendered,
  templateContext,
} from './template/template.ts';
export { DEFAULT_WINDOW, iso } from './time.ts';
export { type Comparison, compareVersions, type StepChange, type VariantChange } from './versions/compare.ts';
export { dueAfterMove, type Mover } from './versions/due-after-move.ts';
export {
  type MigrationPlan,
  type Passage,
  planMigration,
  type StepMapping,
} from './versions/plan-migration.ts';
export { goalsDiffer, horizonOf, isOutward, watchedFor, wholeSpan, windowOf } from './watching.ts';
