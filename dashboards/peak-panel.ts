import { element, part, unbroken } from './element.ts';
import { day, interval, percent, probability } from './format.ts';
import type { PeakReport, RankedStep, StepsReport } from './read-out.ts';
import { type Badge, evidence, goalsDiffer, peakBadge, warning } from './wording.ts';

/** The answer in words, and the few figures that carry it. */
export function showPeak(peak: PeakReport, steps: StepsReport): void {
  part('sentence').replaceChildren(...unbroken(peak.sentence));
  part('peak-badges').replaceChildren(badge(peakBadge(peak)));

  const { label, meaning } = evidence(peak);
  part('evidence').replaceChildren(element('strong', {}, label), ` ${meaning}`);

  const warnings = goalsDiffer(peak) ? [] : peak.warnings.map(warning);
  part('warnings').replaceChildren(...warnings.map((text) => element('li', {}, text)));
  part('warnings').hidden = warnings.length === 0;

  const figures = goalsDiffer(peak) ? [] : figuresOf(peak, steps);
  part('figures').replaceChildren(...figures);
  part('figures').hidden = figures.length === 0;
  part('figures').classList.toggle('figures-peak', peak.verdict === 'peak');
}

export function badge({ label, tone }: Badge): HTMLElement {
  return element('span', { class: `badge badge-${tone}` }, label);
}

function figuresOf(peak: PeakReport, { steps }: StepsReport): HTMLElement[] {
  const [leader, next] = peak.ranking.toSorted((a, b) => b.probability - a.probability);
  if (leader === undefined || leader.rate === null) return [];
  const named = (ranked: RankedStep) => steps.find(({ key }) => key === ranked.key)?.name ?? ranked.key;
  const isPeak = peak.verdict === 'peak';
  const figures = [
    figure(named(leader), percent(leader.rate.value), `95${'\u00a0'}% interval ${interval(leader.rate)}`),
    figure(
      isPeak ? 'Chance that it is the peak' : 'Chance to be the peak',
      probability(peak.probability ?? leader.probability),
      'a peak is called from 95\u00a0%',
    ),
  ];
  if (next !== undefined && next.rate !== null) {
    figures.push(figure('Next best', percent(next.rate.value), `${named(next)}, ${day(next.day)}`));
  }
  if (peak.day !== null) {
    const { value, low, high } = peak.day;
    const span = low === high ? 'no other day comes close' : `95\u00a0% set: days ${low} to ${high}`;
    figures.push(figure('Busiest day', day(value), span));
  }
  return figures;
}

function figure(label: string, value: string, note: string): HTMLElement {
  return element(
    'div',
    {},
    element('dt', {}, label),
    element('dd', { class: 'figure-value' }, value),
    element('dd', { class: 'figure-note' }, note),
  );
}
