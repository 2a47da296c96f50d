export { type BestRate, bestRate, type RateCount } from './bayes/best-rate.ts';
export { bestShare } from './bayes/best-share.ts';
export {
  type CompareOptions,
  compareRates,
  type EffectScale,
  type RateComparison,
} from './bayes/compare-rates.ts';
export { type CredibleSet, credibleSet } from './bayes/credible-set.ts';
export { effectQuantiles } from './bayes/effect-quantiles.ts';
export { type GaussianEffect, type GaussianEffectOptions, gaussianEffect } from './bayes/gaussian-effect.ts';
export {
  type HistoryPrior,
  historyPrior,
  type OneRate,
  type TooLittleHistory,
} from './bayes/history-prior.ts';
export { type BetaPrior, JEFFREYS } from './bayes/posterior.ts';
export {
  type PracticalEquivalence,
  practicalEquivalence,
  probabilityAbove,
  type Region,
} from './bayes/practical-equivalence.ts';
export {
  type CredibleKind,
  type CredibleOptions,
  type CredibleRate,
  rateInterval,
} from './bayes/rate-interval.ts';
export { type ArmRate, type RatesReadOut, readRates } from './bayes/read-rates.ts';
export { type ShrunkRates, shrunkRates } from './bayes/shrunk-rates.ts';
export { DomainError, type DomainErrorCode } from './domain-error.ts';
export type { Interval } from './interval.ts';
export { type PlannedEffect, unitsPerArm, unitsPerArmFixed } from './planning/units-per-arm.ts';
export { clopperPearson } from './proportion/clopper-pearson.ts';
export { jeffreys } from './proportion/jeffreys.ts';
export { katz, type RatioInterval } from './proportion/katz.ts';
export { newcombe } from './proportion/newcombe.ts';
export { pooledZ } from './proportion/pooled-z.ts';
export type { TwoRates } from './proportion/two-rates.ts';
export { wilson } from './proportion/wilson.ts';
export type {
  ExperimentArm,
  ExperimentCounts,
  GuardrailCount,
  MaturedDay,
} from './read-outs/experiment-counts.ts';
export type {
  AlwaysValid,
  ArmReadOut,
  ComparisonReadOut,
  ExperimentReadOut,
  ExperimentReason,
  ExperimentVerdict,
  GuardrailReadOut,
} from './read-outs/experiment-read-out.ts';
export { type DayCount, type PeakDay, peakDay } from './read-outs/peak-day.ts';
export { peakOfSteps } from './read-outs/peak-of-steps.ts';
export type { Estimand, PeakQuestion, StepCount } from './read-outs/peak-question.ts';
export type {
  PeakNeed,
  PeakReadOut,
  PeakReason,
  PeakVerdict,
  PeakWarning,
  RankedStep,
} from './read-outs/peak-read-out.ts';
export { type Rate, rateOf } from './read-outs/rate.ts';
export { readExperiment } from './read-outs/read-experiment.ts';
export { type SampleRatio, sampleRatio } from './sample-ratio/sample-ratio.ts';
export { type SequentialSampleRatio, sequentialSampleRatio } from './sample-ratio/sequential-sample-ratio.ts';
export { type AdjustedSums, adjustedEffect } from './sequential/adjusted-effect.ts';
export {
  type AsymptoticOptions,
  type AsymptoticSequence,
  asymptoticSequence,
  type Estimate,
} from './sequential/asymptotic-sequence.ts';
export { bernoulliMsprt, type Msprt, type MsprtOptions } from './sequential/bernoulli-msprt.ts';
export {
  type BernoulliOptions,
  bernoulliLowerBound,
  bernoulliSequence,
} from './sequential/bernoulli-sequence.ts';
export {
  type BetaBinomialMixture,
  bestBetaBinomialRho,
  betaBinomialMixtureBound,
  betaBinomialMixtureLog,
} from './sequential/beta-binomial-mixture.ts';
export {
  conversionTest,
  conversionTestOverRegimes,
  oneSidedConversionTest,
  rateRatioLowerBound,
  type SequentialTest,
} from './sequential/conversion-test.ts';
export {
  type ArmMean,
  type ArmMeans,
  armOfCounts,
  effectOfMeans,
  type MeanScale,
} from './sequential/effect-of-means.ts';
export { driftForPower, type ExitProbabilities, exitProbabilities } from './sequential/exit-probabilities.ts';
export {
  type GroupSequentialOptions,
  groupSequential,
  type PlannedLook,
} from './sequential/group-sequential.ts';
export { bestRho, type Sides } from './sequential/mixture-tuning.ts';
export { type NormalMixture, normalMixtureBound, normalMixtureLog } from './sequential/normal-mixture.ts';
export {
  type Pair,
  type Regime,
  rateRatioOverRegimes,
  rateRatioSequence,
  rateRatioSequences,
  type SequenceOptions,
} from './sequential/rate-ratio-sequence.ts';
export {
  type DailyRegime,
  type RunningConversions,
  runningConversions,
  runningRegimes,
} from './sequential/running-conversions.ts';
export { type Spending, spentBy } from './sequential/spending.ts';
export { betaCdf, betaQuantile, betaSf } from './special/beta.ts';
export { chiSquareCdf, chiSquareQuantile, chiSquareSf } from './special/chi-square.ts';
export { gammaCdf, gammaQuantile, gammaSf } from './special/gamma.ts';
export { logBeta } from './special/log-beta.ts';
export { logGamma } from './special/log-gamma.ts';
export { normalCdf, normalSf } from './special/normal.ts';
export { normalQuantile } from './special/normal-quantile.ts';
export { studentTCdf, studentTQuantile, studentTSf } from './special/student-t.ts';
