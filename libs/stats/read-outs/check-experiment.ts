import {
  checkAtLeast,
  checkCount,
  checkLevel,
  checkPositive,
  checkSameLength,
  checkUniqueKeys,
} from '../check.ts';
import { DomainError } from '../domain-error.ts';
import type { ExperimentArm, ExperimentCounts } from './experiment-counts.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Refuses counts that no experiment can have, naming the field. */
export function checkExperiment({ arms, guardrails = [], practicalRatio = 1.2 }: ExperimentCounts): void {
  checkAtLeast('arms', arms, 2, 'arms');
  checkUniqueKeys(
    'arms',
    arms.map(({ key }) => key),
  );
  for (const [i, arm] of arms.entries()) checkArm(`arms[${i}].`, arm);
  for (const [i, { metric, limit, arms: counts }] of guardrails.entries()) {
    checkLevel(`guardrails[${i}].limit`, limit);
    checkSameLength(`guardrails[${i}].arms (${metric})`, counts, arms.length);
    for (const [k, { events, units }] of counts.entries()) {
      checkPart(`guardrails[${i}].arms[${k}].`, 'events', events, 'units', units);
    }
  }
  if (!(practicalRatio > 1 && practicalRatio < Number.POSITIVE_INFINITY)) {
    throw new DomainError(
      'out-of-range',
      'practicalRatio',
      `${practicalRatio} is not above 1`,
      'Give a ratio such as 1.2',
    );
  }
}

function checkArm(field: string, { weight, assigned, exposed, daily }: ExperimentArm): void {
  checkPositive(`${field}weight`, weight);
  checkPart(field, 'exposed', exposed, 'assigned', assigned);
  checkUniqueKeys(
    `${field}daily`,
    daily.map(({ day }) => day),
  );
  for (const [i, { day, units, successes }] of daily.entries()) {
    if (!DAY.test(day)) {
      throw new DomainError(
        'not-a-day',
        `${field}daily[${i}].day`,
        `${day} is not a day`,
        'Write it as YYYY-MM-DD, UTC',
      );
    }
    checkPart(`${field}daily[${i}].`, 'successes', successes, 'units', units);
  }
}

function checkPart(field: string, part: string, count: number, whole: string, of: number): void {
  checkCount(`${field}${part}`, count);
  checkCount(`${field}${whole}`, of);
  if (count > of) {
    throw new DomainError(
      'inconsistent-counts',
      `${field}${part}`,
      `${count} is more than the ${of} ${whole}`,
      'Count each unit at most once',
    );
  }
}
