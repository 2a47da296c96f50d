import type { Simulation } from './simulation.ts';

/** What came out, in words: how much of what was planted was found, and whether the peak is where it was put. */
export function sentenceOf({
  covered,
  plantedPeak,
  peak,
  experiments,
}: Pick<Simulation, 'covered' | 'plantedPeak' | 'peak' | 'experiments'>): string {
  return [
    `${covered.steps} of ${covered.of} steps find what was planted within their 95 % interval.`,
    ...(plantedPeak === null ? [] : [peakWords(plantedPeak, peak)]),
    ...experiments.map(testWords),
  ].join(' ');
}

function peakWords(planted: string, { verdict, step }: Simulation['peak']): string {
  if (verdict === 'peak')
    return step?.key === planted
      ? `The peak is found where it was planted, at ${planted}.`
      : `The peak is found at ${step?.key}; it was planted at ${planted}.`;
  const why =
    verdict === 'no-clear-peak' ? 'no step is told apart as the peak' : 'there is not enough data for a peak';
  return `The highest rate was planted at ${planted}; ${why}.`;
}

function testWords({ step, planted, arms, verdict, winner }: Simulation['experiments'][number]): string {
  const best = arms[planted.indexOf(Math.max(...planted))]?.key;
  const equal = planted.every((chance) => chance === planted[0]);
  const truth = equal ? 'its variants were planted alike' : `${best} was planted best`;
  const said = verdict === 'winner' ? `${winner} wins` : verdict.replaceAll('-', ' ');
  return `The test at ${step} says: ${said}; ${truth}.`;
}
