import type { StepLift } from '../peak/best-lift.ts';
import { MATURE_TOUCHES } from './missing-for-peak.ts';
import type { PeakQuestion } from './peak-question.ts';
import type { PeakReadOut, RankedStep } from './peak-read-out.ts';
import {
  countWords,
  intervalWords,
  listWords,
  metricWords,
  percentWords,
  probabilityWords,
  rateWords,
} from './wording.ts';

/** The read-out in one or two plain sentences, with its n and its interval. */
export function peakSentence(question: PeakQuestion, readOut: Omit<PeakReadOut, 'sentence'>): string {
  if (question.estimand === 'lift' && readOut.verdict !== 'not-enough-data')
    return liftSentence(question, readOut);
  switch (readOut.verdict) {
    case 'peak':
      return peak(question, readOut);
    case 'no-clear-peak':
      return noClearPeak(question, readOut);
    case 'not-enough-data':
      return notEnoughData(question, readOut);
  }
}

function peak(
  question: PeakQuestion,
  { ranking, probability, identification }: Omit<PeakReadOut, 'sentence'>,
): string {
  const [leader, ...others] = ranking;
  if (leader === undefined) return '';
  const next = highest(others);
  const { events } = metricWords(question.metric);
  const where = `${leader.name} (${place(question, leader)})`;
  const claim =
    question.estimand === 'share'
      ? `${events} come from ${where} more than from any other step`
      : `${events} peak at ${where}`;
  const confirmed = identification === 'randomized' ? ' Randomized skips confirm it.' : '';
  const runnerUp =
    next === undefined ? '' : `; the next best step is ${next.name} at ${percentWords(next.rate.value ?? 0)}`;
  return `${claim}: ${rateSentence(question, leader)}${runnerUp}. P(peak) ${probabilityWords(probability ?? 0)}.${confirmed}`;
}

function liftSentence(question: PeakQuestion, readOut: Omit<PeakReadOut, 'sentence'>): string {
  const { ranking, reason, probability, credibleSet } = readOut;
  const [leader] = ranking;
  if (leader?.lift === undefined) return '';
  const sure = `P(peak) ${probabilityWords(probability ?? 0)}`;
  const worth = `${leader.name} (${place(question, leader)}): it ${pointsWords(leader.lift, metricWords(question.metric).events)}`;
  if (reason === null) return `Most would be lost without ${worth}. ${sure}.`;
  if (reason === 'no-lift')
    return `No clear peak by lift: no step is known to add anything yet. ${worth}. ${sure}.`;
  const names = ranking.filter(({ key }) => credibleSet.includes(key)).map(({ name }) => name);
  return `No clear peak by lift: ${listWords(names)} may each be worth the most. ${worth}. ${sure}.`;
}

/** "adds 3.1 points of replies (95 % interval 1.2 to 4.9), by randomized skips" */
function pointsWords({ value, low, high }: StepLift, events: string): string {
  const points = (share: number): string => (100 * share).toFixed(1);
  return `${(value ?? 0) < 0 ? 'takes' : 'adds'} ${points(value ?? 0)} points of ${events.toLowerCase()} (95 % interval ${points(low)} to ${points(high)}), by randomized skips`;
}

/** The step with the highest rate among those with enough touches to speak of one. */
function highest(ranking: readonly RankedStep[]): RankedStep | undefined {
  const mature = ranking.filter(({ rate }) => rate.trials >= MATURE_TOUCHES);
  return mature.sort((a, b) => (b.rate.value ?? 0) - (a.rate.value ?? 0))[0];
}

function noClearPeak(question: PeakQuestion, readOut: Omit<PeakReadOut, 'sentence'>): string {
  const { ranking, reason, credibleSet } = readOut;
  const leader = highest(ranking);
  if (leader === undefined) return '';
  const leads = `${leader.name} (${place(question, leader)}) has the highest rate, ${rateSentence(question, leader)}`;
  const sure = `P(peak) ${probabilityWords(leader.probability ?? 0)}`;
  if (reason === 'selection') {
    return `No clear peak: ${leads}, ${sure}, but it is the first step sent. The eager answer first, so equally good steps would look the same; randomized skips would settle it.`;
  }
  if (reason === 'shortfall') {
    return `No clear peak: ${leads}, ${sure}, but the best step may be better by more than a tenth of that rate.`;
  }
  const contenders = ranking
    .filter(({ key }) => credibleSet.includes(key))
    .map(({ name, rate }) => `${name} (${rateWords(rate)})`);
  return `No clear peak: ${listWords(contenders)} may each be the best step. ${leads}, ${sure}.${young(ranking)}`;
}

/** Contenders that are in the race for want of data. */
function young(ranking: readonly RankedStep[]): string {
  const few = ranking.filter(({ rate }) => rate.trials < MATURE_TOUCHES);
  if (few.length === 0) return '';
  return ` Few mature touches so far: ${listWords(few.map(({ name, rate }) => `${name} (${countWords(rate.trials)})`))}.`;
}

function notEnoughData(
  question: PeakQuestion,
  { reason, needed, ranking }: Omit<PeakReadOut, 'sentence'>,
): string {
  const start = 'Not enough data to name a peak';
  if (reason === 'goals-differ') {
    return `${start}: the steps have different goals, so their rates cannot be compared. Ask for one metric to compare them.`;
  }
  if (needed === null) return `${start}.`;
  if ('randomizedSkips' in needed) {
    return `${start} by lift: what would be lost without a step can only be told from randomized skips, and there are ${reason === 'too-few-skips' ? 'too few' : 'none'}. About ${countWords(needed.randomizedSkips)} ${reason === 'too-few-skips' ? 'more ' : ''}held-out touches of a step would show what the best one is worth.`;
  }
  if ('touches' in needed) {
    const most = [...ranking].sort((a, b) => b.rate.trials - a.rate.trials).slice(0, 2);
    const counts = listWords(most.map(({ name, rate }) => `${name} has ${countWords(rate.trials)}`));
    const now = counts === '' ? '' : ` (${counts})`;
    return `${start}: it takes two steps with 50 mature touches each${now}. ${countWords(needed.touches)} more are needed.`;
  }
  const { events } = metricWords(question.metric);
  const sum = ranking.reduce((total, { rate }) => total + rate.successes, 0);
  return `${start}: it takes 20 successes in all, and there are ${countWords(sum)}. ${countWords(needed.successes)} more ${events.toLowerCase()} are needed.`;
}

/** "step 3 of 7, day 4" */
function place(question: PeakQuestion, { position, day }: RankedStep): string {
  const step = `step ${position} of ${question.steps.length}`;
  return day === null ? step : `${step}, day ${day}`;
}

/** "5.3 % of the 5,325 who got it reply within 7 days (95 % interval 4.7-5.9 %)" */
function rateSentence(question: PeakQuestion, { key, rate }: RankedStep): string {
  const { verb, past } = metricWords(question.metric);
  const share = percentWords(rate.value ?? 0);
  const interval = `(${intervalWords(rate)})`;
  if (question.estimand === 'share') {
    return `${share} of the ${countWords(rate.trials)} enrollments ${past} at this step ${interval}`;
  }
  const days = question.steps.find((step) => step.key === key)?.windowDays;
  const within = days === undefined ? '' : ` within ${days} day${days === 1 ? '' : 's'}`;
  return `${share} of the ${countWords(rate.trials)} who got it ${verb}${within} ${interval}`;
}
