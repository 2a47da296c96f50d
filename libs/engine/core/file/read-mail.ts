import { DEFAULT_MAIL, type MailRules } from '../mail-rules.ts';
import type { Sequence, Step } from '../sequence.ts';
import { trackingFile } from './mail-file.ts';
import { type Reading, type Report, read, within } from './reading.ts';
import type { sequenceFileSchema } from './sequence-file.ts';

/** How the mail of a sequence is written, with the defaults filled in. */
export function readMail({ raw, fields, report }: Reading<typeof sequenceFileSchema>): MailRules {
  const given = raw.tracking !== undefined && raw.tracking !== null;
  const { opens = DEFAULT_MAIL.tracking.opens, clicks = DEFAULT_MAIL.tracking.clicks } = given
    ? read(trackingFile, raw.tracking, within(report, 'tracking')).fields
    : {};
  return {
    from: fields.from ?? DEFAULT_MAIL.from,
    replyTo: fields.replyTo ?? DEFAULT_MAIL.replyTo,
    tracking: { opens, clicks },
    unsubscribe: fields.unsubscribe ?? DEFAULT_MAIL.unsubscribe,
  };
}

/** Reports mails that do not hold the link that their sequence promises. */
export function checkUnsubscribe(mail: MailRules, steps: readonly (Step | null)[], report: Report): void {
  if (mail.unsubscribe !== 'link' && mail.unsubscribe !== 'both') return;
  for (const [index, step] of steps.entries()) {
    if (step?.type !== 'email') continue;
    for (const { key, body, html } of step.variants) {
      for (const [part, text] of Object.entries({ body, html })) {
        if (text === null || UNSUBSCRIBE_URL.test(text)) continue;
        const where = step.variants.length > 1 ? `variant "${key}"` : 'the mail';
        report(
          ['steps', index],
          `The sequence promises a link to unsubscribe (unsubscribe: ${mail.unsubscribe}), and the ${part} of ${where} has none.`,
          'Write {{unsubscribeUrl}} into it, or choose unsubscribe: header.',
        );
      }
    }
  }
}

const UNSUBSCRIBE_URL = /\{\{~?\s*unsubscribeUrl\s*~?\}\}/;

/** Reports, as something that may surprise, what a sequence waits for although its mail does not measure it. */
export function warnUnmeasured(sequence: Sequence, warn: Report): void {
  const { opens, clicks } = sequence.mail.tracking;
  const asked = JSON.stringify([sequence.goal, sequence.stopOn, sequence.steps.map(eventsAskedFor)]);
  const unmeasured = [
    { event: 'opened', field: 'opens', measured: opens },
    { event: 'clicked', field: 'clicks', measured: clicks },
  ];
  for (const { event, field, measured } of unmeasured) {
    if (measured || !asked.includes(`"${event}"`)) continue;
    warn(
      ['tracking', field],
      `The sequence asks for "${event}", which its mail does not measure.`,
      `Write tracking: { ${field}: true }, unless ${event} events come from elsewhere.`,
    );
  }
}

/** What of a step may name events: all of it but its texts. */
function eventsAskedFor(step: Step): unknown {
  if (step.type === 'email') return step.goal;
  return step.type === 'task' ? { ...step, title: '' } : step;
}
