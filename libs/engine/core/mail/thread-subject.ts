import type { Sequence } from '../sequence.ts';
import type { EmailStep } from '../steps/email.ts';

/**
 * The template of a mail's subject where there is no earlier mail to take it from: its own, else that of the mail which
 * its thread begins with (in the first variant, where nobody has drawn one).
 */
export function subjectTemplate(
  sequence: Pick<Sequence, 'steps'>,
  step: EmailStep,
  variant: { readonly subject: string | null },
): string {
  if (variant.subject !== null) return variant.subject;
  const before = sequence.steps.find(
    (each): each is EmailStep => each.type === 'email' && each.key === step.thread,
  );
  const [first] = before?.variants ?? [];
  if (before === undefined || first === undefined)
    throw new Error(`The step "${step.key}" has neither a subject nor a thread.`);
  return subjectTemplate(sequence, before, first);
}

/** The subject of a reply: one "Re: ", however often it goes back and forth. */
export function replySubject(subject: string): string {
  return /^re:\s/i.test(subject) ? subject : `Re: ${subject}`;
}
