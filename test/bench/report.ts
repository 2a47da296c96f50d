import { cpus, totalmem } from 'node:os';

/** One measured number beside its baseline in the same run; a metric with two baselines has two rows. */
export interface Row {
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  readonly baseline: string | null;
  readonly baselineValue: number | null;
  readonly ratio: number | null;
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

export function asTable(rows: readonly Row[]): string {
  const number = (value: number | null) =>
    value === null ? '' : value.toLocaleString('en-US', { maximumSignificantDigits: 4 });
  const lines = rows.map((r) => [
    r.metric,
    `${number(r.value)} ${r.unit}`,
    r.baseline === null ? '' : `${r.baseline}: ${number(r.baselineValue)} ${r.unit}`,
    r.ratio === null ? '' : `× ${number(r.ratio)}`,
  ]);
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
