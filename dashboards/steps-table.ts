import { type Column, dataTable } from './data-table.ts';
import { element, part } from './element.ts';
import { count, interval, NOTHING, percent, probability, words } from './format.ts';
import type { PeakReport, Step, StepsReport } from './read-out.ts';
import { goalsDiffer } from './wording.ts';

/** The table twin of the chart, with the counts that stand behind each bar. */
export function showStepsTable(report: StepsReport, peak: PeakReport): void {
  const chance = goalsDiffer(peak) ? [] : [chanceColumn(peak)];
  const columns = [...readingColumns(report.metric), ...chance, ...COUNT_COLUMNS];
  const isPeak = (step: Step) => peak.verdict === 'peak' && peak.step?.key === step.key;
  const table = dataTable<Step>({
    caption: `The steps of ${report.sequence.name} and their counts`,
    rowName: 'Step',
    columns,
    rows: report.steps,
    heading: (step) => headingOf(step, isPeak(step)),
    attributes: (step) => ({ 'data-step': step.key, 'data-peak': String(isPeak(step)) }),
  });
  part('steps-table').replaceChildren(table);
  part('column-notes').replaceChildren(
    ...columns.map(({ name, note }) => element('div', {}, element('dt', {}, name), element('dd', {}, note))),
  );
}

function headingOf(step: Step, isPeak: boolean): (string | Node | null)[] {
  const kind = step.purpose === null ? step.type : `${step.type} · ${words(step.purpose)}`;
  return [
    element('span', { class: 'step-position', 'aria-hidden': 'true' }, String(step.position)),
    element('span', {}, step.name, isPeak ? element('span', { class: 'peak-tag' }, 'Peak') : null),
    element('small', {}, kind),
  ];
}

const GOAL_COLUMN: Column<Step> = {
  name: 'Goal',
  note: 'The success that the rate counts: the step’s own goal, otherwise the sequence’s.',
  cell: ({ goal }) => [words(goal ?? NOTHING)],
  isText: true,
};

function readingColumns(metric: string | null): Column<Step>[] {
  return [
    {
      name: 'Day',
      note: 'The planned day, counted from enrollment. A step timed from the one before it has none.',
      cell: ({ day }) => [day === null ? NOTHING : String(Number(day.toFixed(1)))],
    },
    // Where all steps are read against one goal, the caption says it, and the counts fit without scrolling.
    ...(metric === null ? [GOAL_COLUMN] : []),
    {
      name: 'Rate',
      note: 'Goal reached, out of those who got the step, did not bounce and were watched for its whole window. Below it the 95 % interval and the two counts.',
      cell: rateCell,
    },
  ];
}

function chanceColumn(peak: PeakReport): Column<Step> {
  const chances = new Map(peak.ranking.map((ranked) => [ranked.key, ranked.probability]));
  return {
    name: 'P(peak)',
    note: 'Chance that this step has the highest rate of all, from the same counts. A peak is called from 95 %.',
    cell: ({ key }) => [probability(chances.get(key) ?? null)],
  };
}

const COUNT_COLUMNS: readonly Column<Step>[] = [
  { name: 'Reached', note: 'Enrollments that came to this step.', cell: (step) => [count(step.reached)] },
  {
    name: 'Sent',
    note: 'Out of reached: the mail went out, or the task was done.',
    cell: (step) => [count(step.sent)],
  },
  {
    name: 'Delivered',
    note: 'Out of sent, without the bounced. Empty where the mail provider does not report it.',
    cell: (step) => [count(step.type === 'email' ? step.delivered : null)],
  },
  {
    name: 'Opened*',
    note: 'By people, and below it by machines. Mail programs open mail by themselves, so opens are inflated and decide nothing here.',
    cell: openedCell,
  },
  {
    name: 'Replied',
    note: 'A person answered; automatic replies do not count.',
    cell: (step) => [count(step.replied)],
  },
  {
    name: 'Converted',
    note: 'Any conversion that belongs to this step.',
    cell: (step) => [count(step.converted)],
  },
  { name: 'Unsub.', note: 'Unsubscribed after this step.', cell: (step) => [count(step.unsubscribed)] },
  { name: 'Bounced', note: 'Mail that came back.', cell: (step) => [count(step.bounced)] },
  { name: 'Waiting', note: 'At this step now, not yet through.', cell: (step) => [count(step.waiting)] },
];

function rateCell({ rate }: Step): readonly (string | Node)[] {
  if (rate === null || rate.value === null) return [element('span', { class: 'empty' }, 'no data yet')];
  return [
    element('strong', {}, percent(rate.value)),
    element('small', {}, interval(rate)),
    element('small', {}, `${count(rate.successes)} of ${count(rate.trials)}`),
  ];
}

function openedCell(step: Step): readonly (string | Node)[] {
  if (step.type !== 'email') return [NOTHING];
  return [count(step.opened), element('small', {}, `${count(step.openedByMachine)} machine`)];
}
