// Looked up once: see ../peak/curve.ts.
const { log } = Math;

export interface WalkOptions {
  /** Probability that a conversion falls into the treatment arm. */
  toTreatment: number;
  /** The treatment's share of the allocation. */
  share: number;
  alpha: number;
  concentration: number;
}

export interface WalkLook {
  conversions: number;
  /** Probability of having rejected at this look or before. */
  power: number;
}

/**
 * The probability that the Dirichlet-multinomial test of two arms has rejected, look by look: the distribution of the
 * treatment's count among those walks that have not, one conversion at a time, absorbed where the Bayes factor reaches
 * 1 / α. The log Bayes factor splits into sums over the treatment's count, the control's count and their total.
 */
export function* walkPower(options: WalkOptions, every: number, most: number): Generator<WalkLook> {
  const { toTreatment: q, share, alpha, concentration } = options;
  const treatmentSum = [0];
  const controlSum = [0];
  const threshold = log(1 / alpha);
  let totalSum = 0;
  let lowest = 0;
  let alive = [1];
  let power = 0;
  for (let n = 1; n <= most; n++) {
    treatmentSum.push((treatmentSum[n - 1] ?? 0) + log((concentration * share + n - 1) / share));
    controlSum.push((controlSum[n - 1] ?? 0) + log((concentration * (1 - share) + n - 1) / (1 - share)));
    totalSum += log(concentration + n - 1);
    const next = new Array<number>(alive.length + 1).fill(0);
    for (let i = 0; i < alive.length; i++) {
      const mass = alive[i] ?? 0;
      next[i] = (next[i] ?? 0) + mass * (1 - q);
      next[i + 1] = mass * q;
    }
    alive = next;
    if (n % every !== 0) continue;
    const logBayesFactor = (count: number) =>
      (treatmentSum[count] ?? 0) + (controlSum[n - count] ?? 0) - totalSum;
    let from = 0;
    let to = alive.length;
    while (from < to && lowest + from < share * n && logBayesFactor(lowest + from) >= threshold) {
      power += alive[from] ?? 0;
      from++;
    }
    while (to > from && lowest + to - 1 > share * n && logBayesFactor(lowest + to - 1) >= threshold) {
      power += alive[to - 1] ?? 0;
      to--;
    }
    alive = alive.slice(from, to);
    lowest += from;
    yield { conversions: n, power };
  }
}
