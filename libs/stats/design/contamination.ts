import { checkSuccesses } from '../check.ts';
import { type Rate, rateOf } from '../read-outs/rate.ts';

export interface ExposureCounts {
  /** Units of the experiment that were exposed. */
  exposed: number;
  /** Of those, exposed to more than one arm. */
  multipleArms: number;
  /** Of those, live in another sequence at the same time. */
  otherSequence: number;
}

export interface Contamination {
  verdict: 'clean' | 'contaminated';
  reasons: ('multiple-exposure' | 'two-sequences')[];
  multipleArms: Rate;
  otherSequence: Rate;
}

const MOST_MULTIPLE = 0.01;
const MOST_OVERLAP = 0.05;

/**
 * Did the arms stay apart? Contaminated when 1 % or more of the exposed units saw more than one arm, or 5 % or more were
 * live in a second sequence: their outcomes belong to neither arm, and differences shrink towards nothing. The shares
 * come with Wilson's interval. Without an exposed unit: clean. Throws `not-a-count` or `inconsistent-counts` for
 * `multipleArms` and `otherSequence`. Wilson (1927).
 *
 * @example contamination({ exposed: 1200, multipleArms: 19, otherSequence: 24 }).reasons // ['multiple-exposure']
 */
export function contamination({ exposed, multipleArms, otherSequence }: ExposureCounts): Contamination {
  checkSuccesses('multipleArms.', multipleArms, exposed);
  checkSuccesses('otherSequence.', otherSequence, exposed);
  const reasons: Contamination['reasons'] = [];
  if (exposed > 0 && multipleArms >= MOST_MULTIPLE * exposed) reasons.push('multiple-exposure');
  if (exposed > 0 && otherSequence >= MOST_OVERLAP * exposed) reasons.push('two-sequences');
  return {
    verdict: reasons.length > 0 ? 'contaminated' : 'clean',
    reasons,
    multipleArms: rateOf(multipleArms, exposed, 'exposed'),
    otherSequence: rateOf(otherSequence, exposed, 'exposed'),
  };
}
