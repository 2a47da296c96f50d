import { element, part } from './element.ts';
import { count, moment } from './format.ts';
import type { ReadOut } from './read-out.ts';

/** How fresh and how complete the numbers are, and what one of them counts. */
export function showFooter(readOut: ReadOut): void {
  const { pending, deadLetters, gaps, mismatches } = readOut.completeness;
  const complete = pending === 0 && deadLetters === 0 && gaps === 0 && mismatches === 0;
  part('footer').replaceChildren(
    element(
      'p',
      { id: 'as-of' },
      'As of ',
      element('time', { datetime: readOut.asOf }, moment(readOut.asOf)),
      complete ? '. Complete: every event is counted.' : '. Not complete:',
    ),
    element(
      'ul',
      { class: 'completeness' },
      element('li', {}, `${count(pending)} events on their way`),
      element('li', {}, `${count(deadLetters)} dead letters`),
      element('li', {}, `${count(gaps)} gaps in the log`),
      element('li', {}, `${count(mismatches)} mismatches with the log`),
    ),
    element(
      'p',
      { class: 'footnote' },
      `One unit is one ${readOut.unit}: a contact on its way through a sequence. Rates count only those `,
      'who were watched for the whole window after the step; the counts in the table are all of them. ',
      element('a', { href: '/docs' }, 'API docs'),
    ),
  );
}
