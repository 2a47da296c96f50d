import { claimAndGrounds, element, part } from './element.ts';
import { day, interval, percent, probability } from './format.ts';
import type { PeakReport, RankedStep, StepsReport } from './read-out.ts';
import { type Badge, evidence, goalsDiffer, peakBadge, peakSentence, warning } from './wording.ts';

/** A step that fewer were watched for is not called the next best, as in the sentence of the API. */
const MATURE = 50;

/** The answer in words, and the few figures that carry it. */
export function showPeak(peak: PeakReport, steps: StepsReport): void {
  part('sentence').replaceChildren(...claimAndGrounds(peakSentence(peak)));
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
  const [leader, ...others] = peak.ranking;
  if (leader === undefined || leader.rate === null || leader.probability === null) return [];
  const next = others
    .filter(({ rate }) => (rate?.trials ?? 0) >= MATURE)
    .toSorted((a, b) => (b.rate?.value ?? 0) - (a.rate?.value ?? 0))[0];
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
  if (next !== undefined) {
    figures.push(figure('Next best', percent(next.rate?.value ?? null), `${named(next)}, ${day(next.day)}`));
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
