import type { OrderQuestion, OrderRecommendation } from './order-question.ts';
import { countWords, listWords } from './wording.ts';

/** The recommendation in one or two plain sentences. */
export function recommendationSentence(
  question: OrderQuestion,
  recommendation: Omit<OrderRecommendation, 'sentence'>,
): string {
  const { action, kind, proposed, because, expectedGain, test } = recommendation;
  const names = proposed.map((key) => question.steps.find((step) => step.key === key)?.name ?? key);
  const reasons = listWords(because);
  const points = (share: number): string => (100 * share).toFixed(1);
  const range = expectedGain === null ? '' : `${points(expectedGain.low)} to ${points(expectedGain.high)}`;
  switch (action) {
    case 'keep':
      return `Keep the order: ${reasons}.`;
    case 'stop-test':
      return `Stop the test and keep the order: ${reasons}.`;
    case 'promote':
      return `Switch to ${names.join(' - ')}: ${reasons}. Expect ${points(expectedGain?.value ?? 0)} points more (95 % interval ${range}, shrunk); keep 5 % on the old order.`;
    case 'test': {
      if (test === null) return `Let the test of ${names.join(' - ')} run on: ${reasons}.`;
      const size = `${countWords(test.unitsPerArm)} enrollments an arm${test.weeks === null ? '' : `, about ${test.weeks} weeks`}`;
      if (kind === 'drop') {
        return `Test dropping it: ${reasons}; about ${points(expectedGain?.value ?? 0)} points (95 % interval ${range}). It takes ${size}.`;
      }
      return `A hypothesis, not a finding: ${names.join(' - ')}, because ${reasons}. Only a test can tell; it takes ${size}.`;
    }
  }
}
