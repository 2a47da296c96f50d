import type { Chart as BarChart } from 'chart.js';
import { endOf, nameAxis, percentTick, valueAxis } from './axes.ts';
import { isStill, moveFrom, token } from './chart-library.ts';
import { percent } from './format.ts';
import type { ExperimentReport } from './read-out.ts';
import { type Mark, whiskers } from './whiskers.ts';

/** The arms of a test as lying bars with their intervals; the winner, once there is one, stands out. */
export function drawArms(
  canvas: HTMLCanvasElement,
  report: ExperimentReport,
  last: ExperimentReport | null,
): BarChart<'bar', (number | null)[], string> {
  const { winner } = report;
  const marks: Mark[] = report.arms.map(({ key, rate }) => {
    const { value, low, high } = rate ?? { value: null, low: null, high: null };
    if (value === null || low === null || high === null)
      return { rate: null, text: 'no data yet', flag: null };
    return { rate: { value, low, high }, text: percent(value), flag: key === winner ? 'Winner' : null };
  });
  const chart = new Chart<'bar', (number | null)[], string>(canvas, {
    type: 'bar',
    data: {
      labels: report.arms.map(({ key }) => key),
      datasets: [
        {
          data: ratesOf(report),
          backgroundColor: ({ dataIndex }) =>
            token(report.arms[dataIndex]?.key === winner ? '--accent' : '--bar'),
          borderRadius: 5,
          maxBarThickness: 26,
        },
      ],
    },
    options: {
      indexAxis: 'y',
      events: [],
      maintainAspectRatio: false,
      animation: { duration: isStill() ? 0 : 700, easing: 'easeOutCubic' },
      layout: { padding: { right: 72 } },
      plugins: { legend: { display: false }, tooltip: { enabled: false } },
      scales: {
        x: { ...valueAxis(percentTick), min: 0, max: endOf(report.arms.map(({ rate }) => rate)) },
        y: nameAxis(14, 650),
      },
    },
    plugins: [whiskers(() => marks)],
  });
  moveFrom(chart, last === null ? null : ratesOf(last));
  return chart;
}

function ratesOf(report: ExperimentReport): (number | null)[] {
  return report.arms.map(({ rate }) => rate?.value ?? null);
}
