import { element, part } from './element.ts';
import type { SequenceSummary } from './read-out.ts';

/** The sequences as links, so that each has an address of its own and the browser's Back works. */
export function showSequences(
  sequences: readonly SequenceSummary[],
  current: string,
  onChoose: (key: string) => void,
): void {
  const links = sequences.map(({ key, name }) => {
    const link = element('a', { href: addressOf(key), 'data-sequence': key }, name);
    if (key === current) link.setAttribute('aria-current', 'page');
    link.addEventListener('click', (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      history.pushState(null, '', addressOf(key));
      onChoose(key);
    });
    return link;
  });
  part('sequences').replaceChildren(...links);
}

export function markSequence(current: string): void {
  for (const link of part('sequences').querySelectorAll('a')) {
    if (link.dataset.sequence === current) {
      link.setAttribute('aria-current', 'page');
      link.scrollIntoView({ inline: 'center', block: 'nearest' });
    } else {
      link.removeAttribute('aria-current');
    }
  }
}

/** The sequence that the address names, or none. */
export function sequenceInAddress(): string | null {
  return new URLSearchParams(location.search).get('sequence');
}

function addressOf(key: string): string {
  return `?${new URLSearchParams({ sequence: key })}`;
}
