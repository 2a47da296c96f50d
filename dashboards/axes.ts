import { font, token } from './chart-library.ts';

/** The axis that carries numbers: faint lines, a firmer one at zero. */
export function valueAxis(write: (value: number) => string) {
  return {
    border: { display: false },
    grid: {
      color: ({ tick }: { tick?: { value: number } }) =>
        token(tick?.value === 0 ? '--line-strong' : '--line'),
      drawTicks: false,
    },
    ticks: {
      color: () => token('--ink-muted'),
      font: () => font(12),
      padding: 8,
      maxTicksLimit: 6,
      // Numbers that lean are hard to read: on a phone some are left out instead.
      maxRotation: 0,
      includeBounds: false,
      callback: (value: string | number) => write(Number(value)),
    },
  };
}

/** The axis that carries names. */
export function nameAxis(size: number, weight: number) {
  return {
    border: { display: false },
    grid: { display: false },
    ticks: {
      color: () => token('--ink-soft'),
      font: () => font(size, weight),
      padding: 6,
      maxRotation: 0,
      autoSkip: false,
    },
  };
}

/** Where the axis of some rates ends: just past the highest whisker; the labels stand in the padding beyond. */
export function endOf(rates: readonly ({ high: number | null } | null)[]): number {
  return (Math.max(0, ...rates.map((rate) => rate?.high ?? 0)) || 0.05) * 1.02;
}

export function percentTick(value: number): string {
  return `${Number((value * 100).toFixed(2))} %`;
}
