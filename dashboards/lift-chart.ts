import type { Chart as BarChart, Plugin } from 'chart.js';
import { nameAxis, valueAxis } from './axes.ts';
import { isStill, moveFrom, token } from './chart-library.ts';
import type { Comparison } from './read-out.ts';

const NARROW = 480;

type Span = [low: number, high: number];

/** A forest plot: one row a comparison, its always-valid interval, its best guess, and the line of no effect. */
export function drawLift(
  canvas: HTMLCanvasElement,
  comparisons: readonly Comparison[],
  last: readonly Comparison[] | null,
): BarChart<'bar', Span[], string> {
  const spans = spansOf(comparisons);
  const inPoints = comparisons[0]?.alwaysValid.scale === 'difference';
  const axis = valueAxis((value) => tick(value, inPoints));
  const chart = new Chart<'bar', Span[], string>(canvas, {
    type: 'bar',
    data: {
      labels: comparisons.map(({ arm, against }) => `${arm} against ${against}`),
      datasets: [
        {
          data: spans,
          backgroundColor: ({ dataIndex }) =>
            token(excludesZero(spans[dataIndex]) ? '--accent' : '--bar-strong'),
          borderRadius: 4,
          borderSkipped: false,
          barThickness: 8,
        },
      ],
    },
    options: {
      indexAxis: 'y',
      events: [],
      maintainAspectRatio: false,
      animation: { duration: isStill() ? 0 : 700, easing: 'easeOutCubic' },
      plugins: { legend: { display: false }, tooltip: { enabled: false } },
      scales: {
        x: {
          ...axis,
          // On a phone there is room for four; should that be too many, the one at no effect is kept.
          ticks: {
            ...axis.ticks,
            maxTicksLimit: (canvas.parentElement?.clientWidth ?? 0) < NARROW ? 4 : axis.ticks.maxTicksLimit,
            major: { enabled: true },
          },
          afterBuildTicks: ({ ticks }) => {
            for (const each of ticks) each.major = isZero(each.value);
          },
          grace: '12%',
          suggestedMin: -0.1,
          suggestedMax: 0.1,
        },
        y: nameAxis(13, 500),
      },
    },
    plugins: [noEffectLine(), bestGuess(comparisons)],
  });
  moveFrom(chart, last === null ? null : spansOf(last));
  return chart;
}

function spansOf(comparisons: readonly Comparison[]): Span[] {
  const edge = furthest(comparisons);
  return comparisons.map(({ alwaysValid: { low, high } }) => [low ?? -edge, high ?? edge]);
}

/** Where an interval without a bound is cut off. */
function furthest(comparisons: readonly Comparison[]): number {
  const ends = comparisons.flatMap(({ lift, alwaysValid: { low, high } }) => [
    lift ?? 0,
    low ?? 0,
    high ?? 0,
  ]);
  return Math.max(0.5, ...ends.map(Math.abs)) * 1.2;
}

function excludesZero(span: Span | undefined): boolean {
  return span !== undefined && (span[0] > 0 || span[1] < 0);
}

function isZero(value: number): boolean {
  return Math.abs(value) < 1e-9;
}

function tick(value: number, inPoints: boolean): string {
  if (isZero(value)) return 'no effect';
  const text = `${value > 0 ? '+' : '\u2212'}${Number(Math.abs(value * 100).toFixed(1))}`;
  return inPoints ? text : `${text} %`;
}

function noEffectLine(): Plugin<'bar'> {
  return {
    id: 'no-effect-line',
    beforeDatasetsDraw({ ctx, scales, chartArea: { top, bottom } }) {
      const zero = scales.x?.getPixelForValue(0);
      if (zero === undefined) return;
      ctx.save();
      ctx.strokeStyle = token('--ink-muted');
      ctx.lineWidth = 1.5;
      ctx.setLineDash([4, 4]);
      ctx.beginPath();
      ctx.moveTo(zero, top);
      ctx.lineTo(zero, bottom);
      ctx.stroke();
      ctx.restore();
    },
  };
}

function bestGuess(comparisons: readonly Comparison[]): Plugin<'bar'> {
  return {
    id: 'best-guess',
    afterDatasetsDraw(chart) {
      const { ctx, scales } = chart;
      comparisons.forEach(({ lift, difference, alwaysValid: { scale } }, index) => {
        const guess = scale === 'lift' ? lift : difference;
        const row = chart.getDatasetMeta(0).data[index];
        const x = guess === null ? undefined : scales.x?.getPixelForValue(guess);
        if (row === undefined || x === undefined) return;
        ctx.save();
        ctx.translate(x, row.y);
        ctx.rotate(Math.PI / 4);
        ctx.fillStyle = token('--surface');
        ctx.strokeStyle = token('--ink');
        ctx.lineWidth = 2;
        ctx.beginPath();
        ctx.rect(-5.5, -5.5, 11, 11);
        ctx.fill();
        ctx.stroke();
        ctx.restore();
      });
    },
  };
}
