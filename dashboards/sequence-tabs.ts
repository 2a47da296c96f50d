import { element, part } from './element.ts';
import type { SequenceSummary } from './read-out.ts';
import { addressOf, reportAddress } from './report-address.ts';

/** The sequences as links, so that each has an address of its own and the browser's Back works. */
export function showSequences(
  sequences: readonly SequenceSummary[],
  current: string,
  onChoose: (key: string) => void,
): void {
  const links = sequences.map(({ key, name }) => {
    const link = element('a', { href: addressTo(key), 'data-sequence': key }, name);
    if (key === current) link.setAttribute('aria-current', 'page');
    link.addEventListener('click', (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      history.pushState(null, '', addressTo(key));
      onChoose(key);
    });
    return link;
  });
  part('sequences').replaceChildren(...links);
}

/** Marks the link of this sequence; all of them lead on to what is counted here. */
export function markSequence(current: string): void {
  for (const link of part('sequences').querySelectorAll('a')) {
    link.setAttribute('href', addressTo(link.dataset.sequence ?? ''));
    if (link.dataset.sequence === current) {
      link.setAttribute('aria-current', 'page');
      link.scrollIntoView({ inline: 'center', block: 'nearest' });
    } else {
      link.removeAttribute('aria-current');
    }
  }
}

/** Of another sequence, counted as this one is. */
function addressTo(sequence: string): string {
  return addressOf({ ...reportAddress(), sequence });
}
