import { cpus, totalmem } from 'node:os';

/** One measured number beside its baseline in the same run; a metric with two baselines has two rows. */
export interface Row {
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  readonly baseline: string | null;
  readonly baselineValue: number | null;
  readonly ratio: number | null;
  /** What `ratio` is, where it is not value / baselineValue. */
  readonly ratioIs?: 'times as fast';
}

export interface Bench {
  readonly rows: readonly Row[];
  /** What could not be measured here, by name, with the reason. */
  readonly leftOut?: readonly string[];
}

export interface BenchOptions {
  /** Says on stderr how far it is. */
  readonly progress: (line: string) => void;
  /** Words after the name: `npm run bench -- demo-seeds 50`. */
  readonly words: readonly string[];
}

export const row = (metric: string, value: number, unit: string): Row => ({
  ...{ metric, value, unit },
  ...{ baseline: null, baselineValue: null, ratio: null },
});

/** `ratio` is value / baselineValue. */
export const against = (
  metric: string,
  value: number,
  unit: string,
  baseline: string,
  baselineValue: number,
): Row => ({
  ...{ metric, value, unit, baseline, baselineValue },
  ratio: value / baselineValue,
});

/** A time beside another one; `ratio` is baselineValue / value: how many times as fast. */
export const asFast = (
  metric: string,
  value: number,
  unit: 'ms' | 'µs',
  baseline: string,
  baselineValue: number,
): Row => ({
  ...{ metric, value, unit, baseline, baselineValue },
  ...{ ratio: baselineValue / value, ratioIs: 'times as fast' },
});

export function machine() {
  const [cpu] = cpus();
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpu?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  };
}

/** A row as people read it: what, measured, beside it, ratio. */
export function cells({ metric, value, unit, baseline, baselineValue, ratio, ratioIs }: Row): string[] {
  const number = (of: number) => of.toLocaleString('en-US', { maximumSignificantDigits: 4 });
  return [
    metric,
    `${number(value)} ${unit}`.trim(),
    baseline === null || baselineValue === null ? '' : `${baseline}: ${number(baselineValue)} ${unit}`.trim(),
    ratio === null ? '' : ratioIs === undefined ? `× ${number(ratio)}` : `${number(ratio)} ${ratioIs}`,
  ];
}

export function asTable(rows: readonly Row[]): string {
  const lines = rows.map(cells);
  const widths = [0, 1, 2, 3].map((i) => Math.max(...lines.map((line) => (line[i] ?? '').length)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
