import { type Column, dataTable } from './data-table.ts';
import { element } from './element.ts';
import { count, interval, percent, probability } from './format.ts';
import type { Arm, ExperimentReport, Step } from './read-out.ts';

const COLUMNS: readonly Column<Arm>[] = [
  { name: 'Assigned', note: 'Drawn for this arm', cell: ({ assigned }) => [count(assigned)] },
  { name: 'Exposed', note: 'Of them, those who got the step', cell: ({ exposed }) => [count(exposed)] },
  {
    name: 'Rate',
    note: 'Successes out of those watched long enough to count, with the 95 % interval',
    cell: ({ rate, successes, trials }) => [
      element('strong', {}, percent(rate?.value ?? null)),
      element('small', {}, interval(rate)),
      element('small', {}, `${count(successes)} of ${count(trials)}`),
    ],
  },
  {
    name: 'P(best)',
    note: 'Chance that this arm has the highest rate',
    cell: ({ chanceToBeBest }) => [probability(chanceToBeBest)],
  },
  {
    name: 'Exp. loss',
    note: 'Rate given away, on average, by choosing this arm',
    cell: ({ expectedLoss }) => [percent(expectedLoss)],
  },
];

/** The table twin of a test's charts. */
export function armsTable(step: Step, report: ExperimentReport): HTMLElement {
  const subjectOf = (arm: Arm) => step.variants?.find(({ key }) => key === arm.key)?.subject;
  return dataTable<Arm>({
    caption: `The arms of the test on ${step.name}`,
    rowName: 'Arm',
    columns: COLUMNS,
    rows: report.arms,
    heading: (arm) => {
      const subject = subjectOf(arm);
      return [arm.key, subject === undefined ? null : element('small', {}, subject)];
    },
    attributes: ({ key }) => ({ 'data-arm': key }),
  });
}
