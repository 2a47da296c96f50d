import type { SimulatedStep, Simulation } from '#simulation';
import { grouped, percent, table } from '../table.ts';

/** A simulation for people: planted beside found, when everything went out, and what that says. */
export function describeSimulation(simulation: Simulation): string {
  const { sequence, enrollments, seed, intake, ended, steps, peak, experiments, sentence } = simulation;
  const others = [ended.failed > 0 ? `${grouped(ended.failed)} failed, ` : '', grouped(ended.active)].join(
    '',
  );
  return [
    `${sequence.name}: ${grouped(enrollments)} enrollments, seed ${seed}, from ${intake.from} to ${intake.to}\n`,
    `${grouped(ended.finished)} finished, ${grouped(ended.exited)} left before the end, ${others} still wait\n\n`,
    table([
      ['planted and found', 'day', 'planted', 'to be found', 'found', '95 % interval', 'of', ''],
      ...steps.flatMap((step) => [
        rowOf(step.key, String(step.day), step),
        ...step.variants.map((variant) => rowOf(`  ${variant.key}`, '', variant)),
      ]),
    ]),
    '\n',
    table([['sent when', 'sent', 'bounced', 'days', 'hours', 'weekdays'], ...steps.map(whenOf)]),
    '\n',
    `${sentence}\n`,
    `${peak.sentence}\n`,
    ...experiments.map((experiment) => `${experiment.key}: ${experiment.sentence}\n`),
  ].join('');
}

function rowOf(
  name: string,
  day: string,
  recovery: Pick<SimulatedStep, 'planted' | 'expected' | 'rate' | 'covered'>,
) {
  const { planted, expected, rate, covered } = recovery;
  const { value, low, high, trials } = rate;
  const found = value === null ? '-' : percent(value);
  const interval = low === null || high === null ? '-' : `${percent(low)} - ${percent(high)}`;
  return [
    ...[name, day, percent(planted), percent(expected), found, interval, grouped(trials)],
    covered === null ? '' : covered ? '✔' : '✘ misses',
  ];
}

/** `1-4 (1)`: the first and the last day, and the median. */
function whenOf({ key, sent, bounced, when: { days, hours, weekdays } }: SimulatedStep): string[] {
  return [
    ...[key, grouped(sent), grouped(bounced)],
    days === null ? '-' : `${spanOf(days.first, days.last)} (${days.median})`,
    hours === null ? '-' : spanOf(hours.first, hours.last),
    Object.entries(weekdays)
      .flatMap(([day, count]) => (count === 0 ? [] : [`${day} ${shareOf(count, sent)}`]))
      .join(' '),
  ];
}

function spanOf(first: number, last: number): string {
  return first === last ? String(first) : `${first}-${last}`;
}

function shareOf(count: number, all: number): string {
  const share = Math.round((100 * count) / all);
  return share === 0 ? '<1 %' : `${share} %`;
}
