import { ratioMetric, ratioSums } from '#stats';
import type { Adapter } from '../golden.ts';

interface Input {
  readonly numerator_per_contact: readonly number[];
  readonly denominator_per_contact: readonly number[];
}

export const answer: Adapter<Input> = (input) => {
  const sums = ratioSums(input.numerator_per_contact, input.denominator_per_contact);
  const metric = ratioMetric(sums);
  return {
    ratio: metric.estimate,
    delta_var_per_unit: metric.variancePerUnit,
    // Without a numerator the source says 0; the library says that nothing is known of the error.
    se: metric.variancePerUnit === 0 ? 0 : metric.standardError,
    naive_se_bernoulli: metric.naiveStandardError,
    n_units: sums.n,
    sums: {
      n: sums.n,
      num: sums.numerator.sum,
      num_sq: sums.numerator.sumOfSquares,
      den: sums.denominator.sum,
      den_sq: sums.denominator.sumOfSquares,
      num_den: sums.sumOfProducts,
    },
  };
};
