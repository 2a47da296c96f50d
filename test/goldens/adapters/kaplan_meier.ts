import { kaplanMeier, nelsonAalen, restrictedMean, type SurvivalPoint } from '#stats';
import { durationsOf, type TimesAndEvents } from '../durations.ts';
import type { Adapter } from '../golden.ts';

interface Input extends TimesAndEvents {
  readonly rmst_tau: number;
}

export const answer: Adapter<Input> = (input) => {
  const durations = durationsOf(input);
  const { points, median } = kaplanMeier(durations);
  const { points: plain } = kaplanMeier(durations, { interval: 'plain' });
  const mean = restrictedMean(durations, input.rmst_tau);
  return {
    time: points.map(({ time }) => time),
    n_risk: points.map(({ atRisk }) => atRisk),
    n_event: points.map(({ events }) => events),
    n_censor: points.map(({ censored }) => censored),
    survival: points.map(({ survival }) => survival),
    greenwood_se: points.map(({ standardError }) => standardError),
    ci95_loglog_lower: points.map((point) => logLogInR(point, point.low)),
    ci95_loglog_upper: points.map((point) => logLogInR(point, point.high)),
    ci95_plain_lower: plain.map((point) => plainInR(point, point.low)),
    ci95_plain_upper: plain.map((point) => plainInR(point, point.high)),
    nelson_aalen: nelsonAalen(durations).map(({ cumulativeHazard }) => cumulativeHazard),
    median: median.value,
    rmst: mean.value,
    rmst_se: mean.standardError,
  };
};

/** R's survfit has no log-log interval where all or none have had the event; ours is exact there. */
function logLogInR({ survival }: SurvivalPoint, end: number): number | null {
  return survival === 0 || survival === 1 ? null : end;
}

/** Its plain one is missing where all have had the event and is certain before the first. */
function plainInR({ survival }: SurvivalPoint, end: number): number | null {
  if (survival === 0) return null;
  return survival === 1 ? 1 : end;
}
