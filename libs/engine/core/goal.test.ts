import { expect, test } from '@jest/globals';
import { experimentKey, goalMatches, stepGoal } from './goal.ts';

test('"converted" is met by any conversion, a named one by its own name only', () => {
  expect(goalMatches('converted', { type: 'converted', name: 'reorder' })).toBe(true);
  expect(goalMatches('converted', { type: 'converted', name: '' })).toBe(true);
  expect(goalMatches('converted:reorder', { type: 'converted', name: 'reorder' })).toBe(true);
  expect(goalMatches('converted:reorder', { type: 'converted', name: 'review' })).toBe(false);
  expect(goalMatches('converted:reorder', { type: 'tracked', name: 'reorder' })).toBe(false);
});

test('an automatic reply is not a reply', () => {
  expect(goalMatches('replied', { type: 'auto-replied', name: '' })).toBe(false);
  expect(goalMatches('replied', { type: 'replied', name: 'anything' })).toBe(true);
});

test('a step without a goal is measured by that of its sequence', () => {
  expect(stepGoal({ goal: 'replied' }, { goal: null })).toBe('replied');
  expect(stepGoal({ goal: 'replied' }, { goal: 'clicked' })).toBe('clicked');
});

test('the content experiment of a step is named after both', () => {
  expect(experimentKey('b2b-outbound', 'case-study')).toBe('b2b-outbound.case-study');
});
