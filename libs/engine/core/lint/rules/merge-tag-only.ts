import type { Condition } from '../../condition.ts';
import type { Draft } from '../draft.ts';
import type { Rule } from '../rule.ts';

/** Who somebody is, which every list has; not what is known about them. */
const NAMES = new Set([
  ...['firstname', 'lastname', 'name', 'fullname', 'email', 'company', 'companyname', 'organization'],
  ...['title', 'jobtitle', 'domain', 'id'],
]);

export const mergeTagOnly: Rule = {
  code: 'merge-tag-only',
  severity: 'warning',
  *check(draft) {
    if (draft.pattern !== 'outbound' || draft.mails.length < 2 || isMadeForTheReader(draft)) return;
    const fields = [...fieldsOf(draft)].sort();
    yield {
      step: null,
      path: ['steps'],
      message:
        fields.length === 0
          ? 'Nothing in these mails depends on who reads them.'
          : `All that is personal about these mails is what is merged into them: ${fields.map((field) => `{{${field}}}`).join(', ')}.`,
      fix:
        'Use something that is true of this reader alone: a field with a line written for them ({{default openingLine "..."}}), ' +
        'an {{#if}} or a branch on what is known of them, or a task in which somebody looks at their work.',
    };
  },
};

/** A person takes part, what is written or who gets it hangs on more than a name. */
function isMadeForTheReader(draft: Draft): boolean {
  const { sequence } = draft;
  const asks = sequence.steps.some((step) => step.type === 'branch' && looksAtContact(step.if));
  const byHand = sequence.steps.some(({ type }) => type === 'task');
  return asks || byHand || [...fieldsOf(draft)].some((field) => !NAMES.has(canonical(field)));
}

function looksAtContact(condition: Condition): boolean {
  if ('any' in condition) return condition.any.some(looksAtContact);
  if ('all' in condition) return condition.all.some(looksAtContact);
  if ('not' in condition) return looksAtContact(condition.not);
  return 'contact' in condition;
}

/** The fields that the mails name, in `{{field}}`, `{{default field "..."}}` or `{{#if field}}`. */
function fieldsOf({ mails }: Draft): Set<string> {
  const texts = mails.flatMap(({ wordings }) =>
    wordings.flatMap(({ subject, source, html }) => [subject ?? '', source, html ?? '']),
  );
  const tags = texts.flatMap((text) => [
    ...text.matchAll(/\{\{~?\s*(?:#\w+\s+|default\s+)?([\w.-]+)(?![\w.-])[^{}]*\}\}/g),
  ]);
  return new Set(tags.map(([, field = '']) => field).filter((field) => field !== 'else'));
}

function canonical(field: string): string {
  return field.toLowerCase().replace(/[^a-z0-9]/g, '');
}
