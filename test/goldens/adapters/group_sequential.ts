import { groupSequential, type Spending } from '#stats';
import type { Adapter } from '../golden.ts';

interface Input {
  readonly information_fractions: readonly number[];
  readonly alpha_two_sided: number;
}

export const answer: Adapter<Input> = ({ information_fractions: information, alpha_two_sided: alpha }) => {
  const looks = (spending: Spending) => groupSequential(information, { alpha, spending });
  const flemings = looks({ family: 'obrien-fleming' });
  return {
    obrien_fleming_lan_demets_z: flemings.map(({ z }) => z),
    pocock_lan_demets_z: looks({ family: 'pocock' }).map(({ z }) => z),
    power_family_phi2_z: looks({ family: 'power', phi: 2 }).map(({ z }) => z),
    obf_cumulative_alpha: flemings.map(({ spent }) => spent),
  };
};
