import { expect, test } from '@jest/globals';
import { DEFAULT_MAIL, type EmailStep, NO_RULES, type Sequence } from '#engine';
import { contentExperiments, removedSteps } from './publication.ts';

const email = (key: string, variants: readonly string[]): EmailStep => ({
  type: 'email',
  key,
  name: key,
  purpose: null,
  goal: null,
  window: null,
  due: { day: 0 },
  variants: variants.map((variant, i) => ({
    key: variant,
    weight: i + 1,
    subject: 's',
    body: 'b',
    html: null,
  })),
  thread: null,
});

const sequence = (...steps: EmailStep[]): Sequence => ({
  key: 'b2b-outbound',
  name: 'B2B',
  goal: 'replied',
  schedule: null,
  stopOn: [],
  reentry: 'never',
  minGap: 0,
  explore: null,
  mail: DEFAULT_MAIL,
  ...NO_RULES,
  steps,
});

test('a step with several variants is the experiment of its sequence and step, salted with its own key', () => {
  expect(contentExperiments(sequence(email('intro', ['default']), email('case-study', ['a', 'b'])))).toEqual([
    {
      key: 'b2b-outbound.case-study',
      step: 'case-study',
      salt: 'b2b-outbound.case-study',
      arms: [
        { key: 'a', weight: 1 },
        { key: 'b', weight: 2 },
      ],
    },
  ]);
});

test('publishing says who stands on removed steps, in whatever version they are', () => {
  const previous = sequence(email('intro', ['d']), email('call', ['d']), email('last', ['d']));
  const next = sequence(email('intro', ['d']), email('other', ['d']));
  const standing = [
    { step: 'intro', waiting: 5 },
    { step: 'call', waiting: 2 },
    { step: 'older', waiting: 1 },
    { step: 'call', waiting: 1 },
    { step: null, waiting: 9 },
  ];
  expect(removedSteps(previous, next, standing)).toEqual([
    { step: 'call', waiting: 3 },
    { step: 'last', waiting: 0 },
    { step: 'older', waiting: 1 },
  ]);
  expect(removedSteps(null, next, [])).toEqual([]);
});
