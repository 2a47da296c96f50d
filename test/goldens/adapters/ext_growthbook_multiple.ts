import { benjaminiHochberg, holm } from '#stats';
import type { Adapter } from '../golden.ts';

export const answer: Adapter<{ readonly p: readonly number[] }> = ({ p }) => ({
  holm_in_input_order: holm(p),
  bh_in_input_order: benjaminiHochberg(p),
});
