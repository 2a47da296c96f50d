import { element, part } from './element.ts';
import { addressOf, type MailAddress, mailAddress } from './mail-address.ts';
import type { SequenceSummary } from './read-out.ts';

/** Which mails are shown: those of a sequence, and to addresses that begin with what is typed. */
export function fillFilter(sequences: readonly SequenceSummary[]): void {
  // What was never published has sent nothing.
  const options = sequences
    .filter(({ version }) => version !== null)
    .map(({ key, name }) => element('option', { value: key }, name));
  part('filter-sequence').append(...options);
}

export function markFilter({ sequence, to }: MailAddress): void {
  const { select, input } = fields();
  select.value = sequence;
  if (input.value.trim() !== to) input.value = to;
}

export function wireFilter(onChange: () => void): void {
  const { select, input } = fields();
  const change = () => {
    const asked = { sequence: select.value, to: input.value.trim(), mail: '' };
    const { sequence, to } = mailAddress();
    if (asked.sequence === sequence && asked.to === to) return;
    history.replaceState(null, '', addressOf(asked));
    onChange();
  };
  select.addEventListener('change', change);
  input.addEventListener('input', change);
  part('show-all').addEventListener('click', () => {
    [select.value, input.value] = ['', ''];
    change();
    input.focus();
  });
  part('mail-filter').addEventListener('submit', (event) => event.preventDefault());
}

function fields(): { select: HTMLSelectElement; input: HTMLInputElement } {
  const [select, input] = [part('filter-sequence'), part('filter-to')];
  if (!(select instanceof HTMLSelectElement) || !(input instanceof HTMLInputElement))
    throw new Error('mailbox.html has other fields than the filter needs');
  return { select, input };
}
