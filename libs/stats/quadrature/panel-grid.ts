import type { Factor } from './factor.ts';

/** Panel boundaries that resolve the product of these densities: each panel as wide as the narrowest of those that live there. */
export function panelGrid(factors: readonly Factor[]): number[] {
  const starts = factors.map(({ from }) => from).sort((left, right) => left - right);
  const end = Math.max(...factors.map(({ to }) => to));
  const grid = [starts[0] ?? 0];
  for (let at = starts[0] ?? 0; at < end; grid.push(at)) {
    let next = starts.find((start) => start > at) ?? end;
    for (const { from, to, width } of factors) {
      if (from <= at && at < to) next = Math.min(next, at + width(at));
    }
    at = next;
  }
  return grid;
}
