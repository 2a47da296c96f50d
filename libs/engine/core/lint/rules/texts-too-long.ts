import { MOST_TEXT } from '../draft.ts';
import type { Rule } from '../rule.ts';

export const textsTooLong: Rule = {
  code: 'texts-too-long',
  severity: 'warning',
  *check({ length }) {
    if (length <= MOST_TEXT) return;
    yield {
      step: null,
      path: ['steps'],
      message: `The mails hold ${length} characters together; the linter reads up to ${MOST_TEXT}, so nothing was said about their texts.`,
      fix: 'Shorten the mails, or take the sequence apart.',
    };
  },
};
