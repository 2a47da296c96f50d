import type { Rule } from '../rule.ts';

/** What a customer has to be told; there is nothing to unsubscribe from. */
const TRANSACTIONAL = ['confirm', 'track-delivery', 'receipt'];
const WAY_OUT =
  /\{\{~?\s*(?:default\s+)?unsubscribeUrl\b|\bunsubscrib|\bopt[- ]out\b|\b(?:reply|answer|write) (?:with )?["“'‘]?(?:stop|no)\b/i;

export const missingUnsubscribe: Rule = {
  code: 'missing-unsubscribe',
  severity: 'error',
  *check({ sequence, mails }) {
    if (sequence.mail.unsubscribe !== 'off') return;
    for (const { step, index, wordings } of mails) {
      if (step.purpose !== null && TRANSACTIONAL.includes(step.purpose)) continue;
      const closed = wordings.find(
        ({ source, html }) => ![source, html ?? ''].some((text) => WAY_OUT.test(text)),
      );
      if (closed === undefined) continue;
      yield {
        step: index,
        path: wordings.length > 1 ? ['variants', closed.index, 'body'] : ['body'],
        message: `Mail "${step.key}" offers no way to unsubscribe: "unsubscribe" is off, and the text has no link.`,
        fix: 'Take "unsubscribe: off" out (the default is the List-Unsubscribe header), or write {{unsubscribeUrl}} into the mail.',
      };
    }
  },
};
