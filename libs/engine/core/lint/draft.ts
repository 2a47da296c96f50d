import { plannedDay } from '../plan.ts';
import type { Sequence, Step } from '../sequence.ts';
import type { EmailStep } from '../steps/email.ts';
import type { StepTypes } from '../steps/step-type.ts';
import { type Pattern, patternOf } from './pattern.ts';
import { type Prose, proseOf, tokensOf, withoutTags } from './prose.ts';
import { Ways } from './ways.ts';

/** A mail, or one variant of it, as the rules read it. */
export interface Wording {
  readonly variant: string;
  /** Its place among the variants. */
  readonly index: number;
  /** Null in a mail that goes on in a thread: it has the thread's. */
  readonly subject: string | null;
  /** As words, with `◦` for fields. */
  readonly subjectTokens: readonly string[];
  /** As it was written. */
  readonly source: string;
  readonly html: string | null;
  readonly body: Prose;
}

export interface Mail {
  readonly step: EmailStep;
  readonly index: number;
  readonly wordings: readonly Wording[];
}

/** A sequence as the rules look at it. */
export interface Draft {
  readonly sequence: Sequence;
  readonly pattern: Pattern;
  readonly ways: Ways;
  /** Indexes of the steps that reach out to the contact. */
  readonly touches: ReadonlySet<number>;
  /** Indexes of the steps that are mails. */
  readonly mailed: ReadonlySet<number>;
  /** Empty where there is too much text to read. */
  readonly mails: readonly Mail[];
  /** How many characters of text its mails hold. */
  readonly length: number;
}

/** Ten times the longest cadence that was seen; comparing as much of the hardest text takes half a second. */
export const MOST_TEXT = 500_000;

/** Looks at a parsed sequence once, for all rules. */
export function draftOf(sequence: Sequence, types: StepTypes): Draft {
  const planned = sequence.steps.map(({ key }) => plannedDay(sequence, key, types));
  const indexes = (accepts: (step: Step) => boolean) =>
    new Set(sequence.steps.flatMap((step, index) => (accepts(step) ? [index] : [])));
  const length = lengthOf(sequence);
  return {
    sequence,
    pattern: patternOf(sequence),
    ways: new Ways(sequence, types, planned),
    touches: indexes((step) => types[step.type]?.outward === true),
    mailed: indexes((step) => types[step.type]?.mails === true),
    mails: length > MOST_TEXT ? [] : readMails(sequence),
    length,
  };
}

function lengthOf({ steps }: Sequence): number {
  return steps
    .flatMap((step) => (step.type === 'email' ? step.variants : []))
    .reduce((sum, { subject, body, html }) => sum + [subject, body, html].join('').length, 0);
}

function readMails({ steps }: Sequence): Mail[] {
  return steps.flatMap((step, index) =>
    step.type !== 'email'
      ? []
      : [
          {
            step,
            index,
            wordings: step.variants.map(({ key, subject, body, html }, at) => ({
              variant: key,
              index: at,
              subject,
              subjectTokens: tokensOf(withoutTags(subject ?? '')),
              source: body,
              html,
              body: proseOf(body),
            })),
          },
        ],
  );
}
