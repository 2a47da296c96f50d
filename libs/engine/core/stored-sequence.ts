import { DEFAULT_MAIL } from './mail-rules.ts';
import { NO_RULES, type Rules } from './rules/rules.ts';
import type { Sequence, Step } from './sequence.ts';

/** A sequence as a version keeps it: one that was published earlier lacks what was added to sequences since. */
export type StoredSequence = Omit<Sequence, Added | 'steps'> &
  Partial<Pick<Sequence, Added>> & { readonly steps: readonly StoredStep[] };

type Added = 'mail' | keyof Rules;

type StoredStep =
  | Step
  | (Omit<EmailStep, 'thread' | 'variants'> & { readonly variants: readonly StoredVariant[] });
type EmailStep = Extract<Step, { type: 'email' }>;
type StoredVariant = Omit<EmailStep['variants'][number], 'html'>;

/** A stored sequence with everything a sequence has: it goes on as it was published. */
export function completeSequence(stored: StoredSequence): Sequence {
  return { mail: DEFAULT_MAIL, ...NO_RULES, ...stored, steps: stored.steps.map(completeStep) };
}

function completeStep(step: StoredStep): Step {
  if (step.type !== 'email') return step;
  return {
    thread: null,
    ...step,
    variants: step.variants.map((variant) => ({ html: null, ...variant })),
  };
}
