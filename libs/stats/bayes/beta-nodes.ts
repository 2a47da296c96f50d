import { type LogitBeta, logDensity, NEGLIGIBLE } from '../quadrature/logit-beta.ts';

/** A rate's distribution as points with weights that add up to 1: what averages over it sum over. */
export interface BetaNodes {
  beta: LogitBeta;
  /** Rates, rising. */
  x: Float64Array;
  /** 1 - x */
  y: Float64Array;
  logX: Float64Array;
  weights: Float64Array;
  /** log of the integral over w of the density relative to the mode. */
  logMass: number;
}

/** Steps of the trapezoidal rule: half a standard deviation, and for small counts a fraction of the strip of analyticity. */
const LARGEST_STEP = 1 / 14;

/**
 * Trapezoidal rule in v, w = sinh v: near the mode the plain rule, which for a bell converges like e^(-2 (π / step)²), and in
 * the long tails of small counts few points. Its error is under 1e-14 against functions that vary no faster than the density.
 */
export function betaNodes(beta: LogitBeta, finer = 1): BetaNodes {
  const step = Math.min(0.5 * Math.sqrt(1 / beta.a + 1 / beta.b), LARGEST_STEP) / finer;
  const places = placesOf(beta, step);
  const count = places.length;
  const nodes = {
    beta,
    x: new Float64Array(count),
    y: new Float64Array(count),
    logX: new Float64Array(count),
    weights: new Float64Array(count),
    logMass: 0,
  };
  const { a, b, mean, rest } = beta;
  const logMean = Math.log(mean);
  let total = 0;
  for (let i = 0; i < count; i++) {
    const w = places[i] ?? 0;
    const grown = w > 0 ? rest * Math.expm1(-w) : mean * Math.expm1(w);
    const log = Math.log1p(grown);
    const weight = Math.exp(w > 0 ? -b * w - (a + b) * log : a * w - (a + b) * log) * Math.sqrt(1 + w * w);
    nodes.weights[i] = weight;
    nodes.x[i] = (w > 0 ? mean : mean * Math.exp(w)) / (1 + grown);
    nodes.y[i] = (w > 0 ? rest * Math.exp(-w) : rest) / (1 + grown);
    nodes.logX[i] = w > 0 ? logMean - log : logMean + w - log;
    total += weight;
  }
  for (let i = 0; i < count; i++) nodes.weights[i] = (nodes.weights[i] ?? 0) / total;
  nodes.logMass = Math.log(total * step);
  return nodes;
}

/** All w = sinh(k · step) at which the density matters. */
function placesOf(beta: LogitBeta, step: number): number[] {
  const right = [0];
  for (let w = Math.sinh(step); logDensity(beta, w) > NEGLIGIBLE; w = Math.sinh(right.length * step)) {
    right.push(w);
  }
  const left: number[] = [];
  for (let w = Math.sinh(-step); logDensity(beta, w) > NEGLIGIBLE; w = Math.sinh(-step * (left.length + 1))) {
    left.push(w);
  }
  return [...left.reverse(), ...right];
}
