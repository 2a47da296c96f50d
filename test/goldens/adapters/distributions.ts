import {
  betaCdf,
  betaQuantile,
  betaSf,
  chiSquareCdf,
  chiSquareQuantile,
  chiSquareSf,
  gammaCdf,
  gammaQuantile,
  gammaSf,
  normalCdf,
  normalQuantile,
  normalSf,
  studentTCdf,
  studentTQuantile,
  studentTSf,
} from '#stats';
import type { Adapter } from '../golden.ts';

interface Input {
  readonly dist: 'beta' | 'normal' | 't' | 'chisq' | 'gamma';
  readonly a?: number;
  readonly b?: number;
  readonly df?: number;
  readonly shape?: number;
  readonly rate?: number;
  readonly p?: readonly number[];
  readonly x?: readonly number[];
}

interface Distribution {
  cdf(x: number): number;
  sf(x: number): number;
  quantile(p: number): number;
}

function distribution({ dist, a = 1, b = 1, df = 1, shape = 1, rate = 1 }: Input): Distribution {
  switch (dist) {
    case 'beta':
      return {
        cdf: (x) => betaCdf(x, a, b),
        sf: (x) => betaSf(x, a, b),
        quantile: (p) => betaQuantile(p, a, b),
      };
    case 'normal':
      return { cdf: normalCdf, sf: normalSf, quantile: normalQuantile };
    case 't':
      return {
        cdf: (x) => studentTCdf(x, df),
        sf: (x) => studentTSf(x, df),
        quantile: (p) => studentTQuantile(p, df),
      };
    case 'chisq':
      return {
        cdf: (x) => chiSquareCdf(x, df),
        sf: (x) => chiSquareSf(x, df),
        quantile: (p) => chiSquareQuantile(p, df),
      };
    case 'gamma':
      return {
        cdf: (x) => gammaCdf(x, shape, rate),
        sf: (x) => gammaSf(x, shape, rate),
        quantile: (p) => gammaQuantile(p, shape, rate),
      };
  }
}

export const answer: Adapter<Input> = (input) => {
  const { cdf, sf, quantile } = distribution(input);
  const { x = [], p = [] } = input;
  return {
    cdf: x.map(cdf),
    sf: x.map(sf),
    cdf_at_x: x.map(cdf),
    sf_at_x: x.map(sf),
    quantile: p.map(quantile),
  };
};
