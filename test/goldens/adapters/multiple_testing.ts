import { benjaminiHochberg, benjaminiYekutieli, bonferroni, hochberg, holm, hommel, sidak } from '#stats';
import type { Adapter } from '../golden.ts';

export const answer: Adapter<{ readonly p: readonly number[] }> = ({ p }) => ({
  bonferroni: bonferroni(p),
  holm: holm(p),
  hochberg: hochberg(p),
  hommel: hommel(p),
  bh: benjaminiHochberg(p),
  by: benjaminiYekutieli(p),
  sidak: sidak(p),
});
