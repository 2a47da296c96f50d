import type { Chart } from 'chart.js';
import { drawArms } from './arms-chart.ts';
import { armsTable } from './arms-table.ts';
import { onSchemeChange } from './chart-library.ts';
import { claimAndGrounds, element, part } from './element.ts';
import { change, lift, points, probability, pValue } from './format.ts';
import { drawLift } from './lift-chart.ts';
import { badge } from './peak-panel.ts';
import type { Comparison, ExperimentReport, Step } from './read-out.ts';
import { experimentBadge, guardrails, isBreached, remaining } from './wording.ts';

export interface Test {
  readonly key: string;
  readonly step: Step;
  readonly report: ExperimentReport;
}

let drawn: Chart[] = [];
/** What was shown last, so that the bars of a test move from there. */
const before = new Map<string, ExperimentReport>();
onSchemeChange(() => {
  for (const chart of drawn) chart.update('none');
});

/** The running tests of the sequence: who is ahead, by how much, and whether that may be believed yet. */
export function showTests(tests: readonly Test[]): void {
  for (const chart of drawn) chart.destroy();
  drawn = [];
  part('tests').hidden = tests.length === 0;
  const cards = tests.map(cardOf);
  part('tests').replaceChildren(...cards.map(({ card }) => card));
  // Drawn once they are on the page: a canvas without a size draws nothing.
  drawn = cards.flatMap(({ draw }) => draw());
}

function cardOf({ key, step, report }: Test): { card: HTMLElement; draw: () => Chart[] } {
  const titleId = `test-${key.replaceAll('.', '-')}`;
  const arms = element('canvas', { role: 'img', 'aria-label': report.sentence });
  const forest = element('canvas', { role: 'img', 'aria-label': report.comparisons.map(inWords).join(' ') });
  const card = element(
    'section',
    { class: 'card test', 'aria-labelledby': titleId, 'data-test': key },
    element(
      'div',
      { class: 'card-head' },
      element(
        'p',
        { class: 'eyebrow' },
        `${report.state === 'running' ? 'Running test' : `Test, ${report.state}`}`,
      ),
      element('h2', { id: titleId }, `${step.name}: ${report.arms.map((arm) => arm.key).join(' against ')}`),
      element('p', { class: 'badges' }, badge(experimentBadge(report))),
    ),
    element('p', { class: 'test-sentence' }, ...claimAndGrounds(report.sentence)),
    element(
      'div',
      { class: 'test-charts' },
      figure('Rate of each arm, with its interval', arms, report.arms.length),
      figure(
        'Change, with an interval that stays valid however often you look',
        forest,
        report.comparisons.length,
      ),
    ),
    ...report.comparisons.map((comparison) =>
      element('p', { class: 'test-difference' }, inWords(comparison)),
    ),
    health(report),
    armsTable(step, report),
  );
  return {
    card,
    draw: () => {
      const last = before.get(key) ?? null;
      before.set(key, report);
      const charts: Chart[] = [drawArms(arms, report, last)];
      if (report.comparisons.length > 0)
        charts.push(drawLift(forest, report.comparisons, last?.comparisons ?? null));
      return charts;
    },
  };
}

function figure(caption: string, canvas: HTMLCanvasElement, rows: number): HTMLElement {
  const plot = element('div', { class: 'plot' }, canvas);
  plot.style.height = `${rows * 46 + 48}px`;
  return element('figure', {}, element('figcaption', {}, caption), plot);
}

function inWords({ arm, against, difference, lift: change_, low, high, alwaysValid }: Comparison): string {
  const write = alwaysValid.scale === 'lift' ? lift : points;
  return (
    `${arm} against ${against}: ${points(difference)} (95 % interval ${change(low, high, points)}), that is ${lift(change_)}; ` +
    `always valid: ${change(alwaysValid.low, alwaysValid.high, write)}, ${pValue(alwaysValid.pValue)}.`
  );
}

function health(report: ExperimentReport): HTMLElement {
  const { healthy } = report.sampleRatio;
  const p = Math.min(report.sampleRatio.pValue, report.sampleRatio.sequentialP ?? 1);
  const chances = report.arms.map(({ key, chanceToBeBest }) => `${key} ${probability(chanceToBeBest)}`);
  return element(
    'dl',
    { class: 'health' },
    fact('Chance to be best', chances.join(' · ')),
    fact(
      'Split of the arms',
      healthy ? `As planned (${pValue(p)})` : `Not as planned (${pValue(p)})`,
      !healthy,
    ),
    fact('Guardrails', guardrails(report), isBreached(report)),
    fact('Still needed', remaining(report)),
  );
}

function fact(label: string, value: string, isBad = false): HTMLElement {
  return element('div', {}, element('dt', {}, label), element('dd', isBad ? { class: 'is-bad' } : {}, value));
}
