export { type BestRate, type BetaPrior, bestRate, JEFFREYS, type RateCount } from './bayes/best-rate.ts';
export { bestShare } from './bayes/best-share.ts';
export { type CredibleSet, credibleSet } from './bayes/credible-set.ts';
export type { Confidence } from './confidence.ts';
export { DomainError, type DomainErrorCode } from './domain-error.ts';
export { type AgainstControl, againstControl } from './groups/against-control.ts';
export { type AllPairs, type AllPairsOptions, allPairs, type PairDifference } from './groups/all-pairs.ts';
export { type ComparisonWithBest, comparisonsWithBest } from './groups/comparisons-with-best.ts';
export { type EqualRates, equalRates } from './groups/equal-rates.ts';
export { type Estimate, type RateVariance, rateEstimates } from './groups/estimate.ts';
export { type PairOfRates, pairwiseRates } from './groups/pairwise-rates.ts';
export { type RateTrend, rateTrend } from './groups/rate-trend.ts';
export type { Interval } from './interval.ts';
export { benjaminiHochberg, benjaminiYekutieli } from './multiplicity/false-discovery.ts';
export { bonferroni, hochberg, holm, sidak } from './multiplicity/family-wise.ts';
export { hommel } from './multiplicity/hommel.ts';
export { type PlannedEffect, unitsPerArm, unitsPerArmFixed } from './planning/units-per-arm.ts';
export { barnard } from './proportion/barnard.ts';
export { type BinomialTest, binomialTest } from './proportion/binomial-test.ts';
export { type Boschloo, boschloo } from './proportion/boschloo.ts';
export { clopperPearson } from './proportion/clopper-pearson.ts';
export {
  type ClusteredDifference,
  type ClusteredRate,
  clusteredDifference,
  clusteredRate,
  type NotEnoughClusters,
} from './proportion/clustered-rate.ts';
export { compareRates, type RateComparison, type RateWarning } from './proportion/compare-rates.ts';
export { conditionalOddsRatio } from './proportion/conditional-odds-ratio.ts';
export { type FisherTest, fisherTest } from './proportion/fisher.ts';
export { jeffreys, uniformPrior } from './proportion/jeffreys.ts';
export { katz, type RatioInterval } from './proportion/katz.ts';
export { koopman } from './proportion/koopman.ts';
export { liftDeltaSe } from './proportion/lift-delta-se.ts';
export { midP } from './proportion/mid-p.ts';
export { miettinenNurminen } from './proportion/miettinen-nurminen.ts';
export { newcombe } from './proportion/newcombe.ts';
export { pooledZ, unpooledZ, yates, type ZTest } from './proportion/pooled-z.ts';
export { scoreOddsRatio } from './proportion/score-odds-ratio.ts';
export { type StratifiedComparison, stratified } from './proportion/stratified.ts';
export type { TwoRates } from './proportion/two-rates.ts';
export { agrestiCoull, wald } from './proportion/wald.ts';
export { agrestiCaffo, waldDifference } from './proportion/wald-difference.ts';
export { type WilsonOptions, wilson } from './proportion/wilson.ts';
export { woolf } from './proportion/woolf.ts';
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
export {
  type BernoulliOptions,
  bernoulliLowerBound,
  bernoulliSequence,
} from './sequential/bernoulli-sequence.ts';
export { conversionTest, type SequentialTest } from './sequential/conversion-test.ts';
export { type Pair, rateRatioSequence, type SequenceOptions } from './sequential/rate-ratio-sequence.ts';
export { type RunningConversions, runningConversions } from './sequential/running-conversions.ts';
export { betaCdf, betaQuantile, betaSf } from './special/beta.ts';
export { chiSquareCdf, chiSquareQuantile, chiSquareSf } from './special/chi-square.ts';
export { gammaCdf, gammaQuantile, gammaSf } from './special/gamma.ts';
export { logBeta } from './special/log-beta.ts';
export { logGamma } from './special/log-gamma.ts';
export { normalCdf, normalSf } from './special/normal.ts';
export { normalQuantile } from './special/normal-quantile.ts';
export { studentTCdf, studentTQuantile, studentTSf } from './special/student-t.ts';
export { studentizedRangeQuantile, studentizedRangeSf } from './special/studentized-range.ts';
