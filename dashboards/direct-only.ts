import { part } from './element.ts';
import type { Attribution } from './read-out.ts';
import { addressOf, reportAddress } from './report-address.ts';

/** The switch that leaves out what belongs to its mail or task by guess alone; the address says how it stands. */
export function wireDirectOnly(sequence: () => string, onChange: () => void): void {
  const box = field();
  box.addEventListener('change', () => {
    history.pushState(null, '', addressOf({ sequence: sequence(), attribution: asked(box) }));
    onChange();
  });
}

export function markDirectOnly(): void {
  field().checked = reportAddress().attribution === 'direct';
}

const asked = (box: HTMLInputElement): Attribution => (box.checked ? 'direct' : 'all');

function field(): HTMLInputElement {
  const box = part('direct-only');
  if (!(box instanceof HTMLInputElement)) throw new Error('index.html has no box for direct attribution');
  return box;
}
