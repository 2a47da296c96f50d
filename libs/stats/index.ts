export type { Alternative } from './alternative.ts';
export { type BestRate, bestRate } from './bayes/best-rate.ts';
export { bestShare } from './bayes/best-share.ts';
export {
  type CompareOptions,
  comparePosteriors,
  type EffectScale,
  type PosteriorComparison,
} from './bayes/compare-posteriors.ts';
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
export type { Confidence } from './confidence.ts';
export { type Contamination, contamination, type ExposureCounts } from './design/contamination.ts';
export { type EntryRatio, entryRatios } from './design/entry-ratios.ts';
export { type Independence, independentAssignments } from './design/independent-assignments.ts';
export { williamsSquare } from './design/williams-square.ts';
export { DomainError, type DomainErrorCode } from './domain-error.ts';
export { type AgainstControl, againstControl } from './groups/against-control.ts';
export { type AllPairs, type AllPairsOptions, allPairs, type PairDifference } from './groups/all-pairs.ts';
export { type ComparisonWithBest, comparisonsWithBest } from './groups/comparisons-with-best.ts';
export { type EqualRates, equalRates } from './groups/equal-rates.ts';
export { type GroupEstimate, type RateVariance, rateEstimates } from './groups/estimate.ts';
export { type PairOfRates, pairwiseRates } from './groups/pairwise-rates.ts';
export { type RateTrend, rateTrend } from './groups/rate-trend.ts';
export type { Interval } from './interval.ts';
export type { Link } from './linear/binomial-regression.ts';
export {
  type ClusteredMean,
  type ClusterSums,
  clusteredMean,
  clusteredMeanDifference,
} from './mean/clustered-mean.ts';
export {
  type CupedEffect,
  type CupedSums,
  cupedDifference,
  cupedLift,
  cupedSums,
  cupedTheta,
  type TwoCuped,
} from './mean/cuped.ts';
export {
  type CupedRatioLists,
  type CupedRatioSums,
  cupedRatioDifference,
  cupedRatioLift,
  cupedRatioSums,
  type TwoCupedRatios,
} from './mean/cuped-ratio.ts';
export type { EffectOptions, MeanEffect } from './mean/effect.ts';
export { type MannWhitney, type MannWhitneyOptions, mannWhitney } from './mean/mann-whitney.ts';
export { deltaLift, deltaLogRatio, type FiellerLift, fiellerLift } from './mean/mean-lift.ts';
export {
  type MeanSummary,
  type MeanSums,
  type Sums,
  summarizeCounts,
  summarizeSample,
  summarizeSums,
  type TwoMeans,
} from './mean/mean-summary.ts';
export {
  compareMoney,
  type MoneyComparison,
  type MoneyPerEnrollment,
  type MoneySums,
  moneyPerEnrollment,
} from './mean/money-per-enrollment.ts';
export { type MeanStratum, type PostStratified, postStratified } from './mean/post-stratified.ts';
export {
  type RatioMetric,
  type RatioSums,
  ratioDifference,
  ratioLift,
  ratioMetric,
  ratioSummary,
  ratioSums,
  type TwoRatios,
} from './mean/ratio-metric.ts';
export { studentT, welch } from './mean/welch.ts';
export { benjaminiHochberg, benjaminiYekutieli } from './multiplicity/false-discovery.ts';
export { bonferroni, hochberg, holm, sidak } from './multiplicity/family-wise.ts';
export { hommel } from './multiplicity/hommel.ts';
export { type BestLift, bestLift, type SkipCount, type StepLift } from './peak/best-lift.ts';
export { bestMass, type StepPrior } from './peak/best-mass.ts';
export type { PlannedEffect } from './planning/check-effect.ts';
export { conversionsNeeded } from './planning/conversions-needed.ts';
export { designEffect } from './planning/design-effect.ts';
export { type ExactPowerQuestion, powerExact } from './planning/power-exact.ts';
export {
  liftPower,
  moreUnitsFactor,
  type PlannedMean,
  type PowerOptions,
  powerOfEffect,
  smallestLift,
  unitsForDifference,
  unitsForLift,
} from './planning/power-of-means.ts';
export { type PowerQuestion, powerOfTest } from './planning/power-of-test.ts';
export {
  type EventFormula,
  hazardRatioPower,
  hazardRatioUnits,
  type PlannedTimes,
  type TimesUnits,
} from './planning/power-of-time-to-event.ts';
export {
  type SmallestEffect,
  type SmallestEffectQuestion,
  smallestEffect,
} from './planning/smallest-effect.ts';
export { type DurationQuestion, type TestDuration, testDuration } from './planning/test-duration.ts';
export {
  cohensH,
  unitsPerArmArcsine,
  unitsPerArmStrict,
  unitsPerArmUnpooled,
} from './planning/units-by-method.ts';
export { type ArmsPlan, type ArmsQuestion, unitsForArms } from './planning/units-for-arms.ts';
export { unitsPerArm, unitsPerArmFixed } from './planning/units-per-arm.ts';
export { barnard } from './proportion/barnard.ts';
export { type BinomialTest, binomialTest } from './proportion/binomial-test.ts';
export { type Boschloo, boschloo } from './proportion/boschloo.ts';
export { clopperPearson } from './proportion/clopper-pearson.ts';
export {
  type ClusteredDifference,
  type ClusteredRate,
  clusteredRate,
  clusteredRateDifference,
  type NotEnoughClusters,
} from './proportion/clustered-rate.ts';
export { compareRates, type RateComparison, type RateWarning } from './proportion/compare-rates.ts';
export { conditionalOddsRatio } from './proportion/conditional-odds-ratio.ts';
export { type FisherTest, fisherTest } from './proportion/fisher.ts';
export { jeffreys } from './proportion/jeffreys.ts';
export { katz, type RatioInterval } from './proportion/katz.ts';
export { koopman } from './proportion/koopman.ts';
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
export { drawBeta } from './random/draw-beta.ts';
export { drawBinomial } from './random/draw-binomial.ts';
export { drawGamma } from './random/draw-gamma.ts';
export { drawMultinomial } from './random/draw-multinomial.ts';
export { drawNormal } from './random/draw-normal.ts';
export type { Random } from './random/random.ts';
export { seeded } from './random/seeded.ts';
export type { RateCount } from './rate-count.ts';
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
export type { OrderedStep, OrderQuestion, OrderRecommendation } from './read-outs/order-question.ts';
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
export { recommendOrder } from './read-outs/recommend-order.ts';
export {
  type AdmissibleOrders,
  admissibleOrders,
  kendallDistance,
  type OrderConstraints,
} from './reorder/admissible-orders.ts';
export { type CandidateOrder, candidateOrder } from './reorder/candidate-order.ts';
export { type IndexRule, indexRule } from './reorder/index-rule.ts';
export {
  type CandidateQuestion,
  type CandidateVerdict,
  judgeCandidate,
  type OrderDay,
} from './reorder/judge-candidate.ts';
export { type OrderStep, type OrderValue, orderValue, type Payoff } from './reorder/order-value.ts';
export {
  type Contrast,
  type SkipArm,
  type SkipPoint,
  type StepContrasts,
  skipContrasts,
} from './reorder/skip-contrasts.ts';
export {
  type LogOptions,
  type OrderEstimate,
  type OrderLog,
  prefixProbabilities,
  type ValueFromLogs,
  valueFromLogs,
} from './reorder/value-from-logs.ts';
export { type SampleRatio, sampleRatio } from './sample-ratio/sample-ratio.ts';
export { type SequentialSampleRatio, sequentialSampleRatio } from './sample-ratio/sequential-sample-ratio.ts';
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
export { findRoot } from './special/find-root.ts';
export { gammaCdf, gammaQuantile, gammaSf } from './special/gamma.ts';
export { logBeta } from './special/log-beta.ts';
export { logGamma } from './special/log-gamma.ts';
export { normalCdf, normalSf } from './special/normal.ts';
export { normalQuantile } from './special/normal-quantile.ts';
export { studentTCdf, studentTQuantile, studentTSf } from './special/student-t.ts';
export { studentizedRangeQuantile, studentizedRangeSf } from './special/studentized-range.ts';
export { type HourlyIncidence, incidenceByHours } from './steps/incidence-by-hours.ts';
export { type PersonStep, type PersonStepTable, personSteps, type TouchEnd } from './steps/person-steps.ts';
export { type SimultaneousOptions, stepIntervals } from './steps/step-intervals.ts';
export { type StepRates, stepRates } from './steps/step-rates.ts';
export { type StepHazard, type StepRisk, stepSurvival } from './steps/step-survival.ts';
export type { Attribution, EnrollmentLog, TouchLog, WatchedStep } from './steps/touch-record.ts';
export {
  aalenJohansen,
  type CompetingCurves,
  type CompetingDuration,
  type IncidencePoint,
} from './time/aalen-johansen.ts';
export type { Coefficient } from './time/coefficient.ts';
export {
  type ChiSquareTest,
  type Cox,
  type CoxObservation,
  type CoxOptions,
  type CoxTests,
  cox,
  hazardRatios,
} from './time/cox.ts';
export {
  type DiscreteHazard,
  type DiscreteHazardOptions,
  discreteHazard,
  type HazardCell,
} from './time/discrete-hazard.ts';
export { type Duration, type RiskRow, riskTable } from './time/duration.ts';
export {
  kaplanMeier,
  type SurvivalCurve,
  type SurvivalOptions,
  type SurvivalPoint,
  type TimeToShare,
  timeToShare,
} from './time/kaplan-meier.ts';
export { type LogRank, type LogRankWeights, logRank, stratifiedLogRank } from './time/log-rank.ts';
export { type CumulativeHazardPoint, nelsonAalen } from './time/nelson-aalen.ts';
export {
  type RestrictedMean,
  type RestrictedMeanDifference,
  restrictedMean,
  restrictedMeanDifference,
} from './time/restricted-mean.ts';
export { bestOrder, type ValuedOrder, valuedOrders } from './worlds/best-order.ts';
export { type OrderTruth, orderTruth } from './worlds/order-truth.ts';
export {
  type EnrollmentOptions,
  type SimulatedEnrollment,
  simulateEnrollments,
} from './worlds/simulate-enrollments.ts';
export { type SimulatedOrder, simulateOrder } from './worlds/simulate-order.ts';
export { type SimulatedSkips, simulateSkips } from './worlds/simulate-skips.ts';
export type { World } from './worlds/world.ts';
export { WORLDS } from './worlds/worlds.ts';
