import type { Chart as BarChart, ChartOptions } from 'chart.js';
import { endOf, nameAxis, percentTick, valueAxis } from './axes.ts';
import { font, isStill, onSchemeChange, token } from './chart-library.ts';
import { part } from './element.ts';
import { count, day, interval, percent, probability, words, wrap } from './format.ts';
import type { PeakReport, Step, StepsReport } from './read-out.ts';
import { type Mark, whiskers } from './whiskers.ts';
import { goalsDiffer, peakSentence } from './wording.ts';

const NARROW = '(max-width: 700px)';
/** Of a lying bar whose label has three lines. */
const ROW_HEIGHT = 54;
const LINE_HEIGHT = 15;

interface Shown {
  readonly report: StepsReport;
  readonly peak: PeakReport;
}

/** The steps as bars with their intervals. Showing the same steps again lets the bars move to the new rates. */
export class StepsChart {
  private chart: BarChart<'bar', (number | null)[], string[]> | null = null;
  private shown: Shown | null = null;
  private readonly canvas = part('steps-chart') as HTMLCanvasElement;

  constructor() {
    onSchemeChange(() => this.chart?.update('none'));
    matchMedia(NARROW).addEventListener('change', () => {
      if (this.shown === null) return;
      this.build(this.shown);
      this.chart?.stop().update('none');
    });
  }

  show(report: StepsReport, peak: PeakReport): void {
    const before = this.shown?.report;
    this.shown = { report, peak };
    this.canvas.setAttribute('aria-label', peakSentence(peak));
    const sameSteps =
      before?.sequence.key === report.sequence.key &&
      before.steps.map(({ key }) => key).join() === report.steps.map(({ key }) => key).join();
    if (!sameSteps || this.chart === null) {
      this.build(this.shown);
      return;
    }
    const dataset = this.chart.data.datasets[0];
    if (dataset !== undefined) dataset.data = ratesOf(report);
    const lying = this.chart.options.indexAxis === 'y';
    const values = this.chart.options.scales?.[lying ? 'x' : 'y'];
    if (values !== undefined) values.max = this.end();
    this.chart.update();
  }

  private build({ report, peak }: Shown): void {
    this.chart?.destroy();
    const lying = matchMedia(NARROW).matches;
    const differing = goalsDiffer(peak);
    const rowHeight = differing ? ROW_HEIGHT + LINE_HEIGHT : ROW_HEIGHT;
    part('steps-plot').style.height = lying ? `${report.steps.length * rowHeight + 40}px` : '';
    this.chart = new Chart<'bar', (number | null)[], string[]>(this.canvas, {
      type: 'bar',
      data: {
        labels: report.steps.map((step) => labelOf(step, lying, differing)),
        datasets: [
          {
            data: ratesOf(report),
            backgroundColor: ({ dataIndex }) => token(this.isPeak(dataIndex) ? '--accent' : '--bar'),
            hoverBackgroundColor: ({ dataIndex }) =>
              token(this.isPeak(dataIndex) ? '--accent-strong' : '--bar-strong'),
            borderRadius: 5,
            maxBarThickness: lying ? 22 : 64,
            categoryPercentage: 0.62,
          },
        ],
      },
      options: this.options(lying),
      plugins: [whiskers(() => this.marks())],
    });
  }

  private end(): number {
    return endOf((this.shown?.report.steps ?? []).map(({ rate }) => rate));
  }

  private marks(): Mark[] {
    return (this.shown?.report.steps ?? []).map((step) => {
      const { value, low, high } = step.rate ?? { value: null, low: null, high: null };
      if (value === null || low === null || high === null) {
        return { rate: null, text: sends(step) ? 'no data yet' : `${step.type}: no rate`, flag: null };
      }
      const flag = step.key === this.peakKey() ? 'Peak' : null;
      return { rate: { value, low, high }, text: percent(value), flag };
    });
  }

  private peakKey(): string | null {
    const peak = this.shown?.peak;
    return peak?.verdict === 'peak' ? (peak.step?.key ?? null) : null;
  }

  private isPeak(index: number): boolean {
    const key = this.shown?.report.steps[index]?.key;
    return key !== undefined && key === this.peakKey();
  }

  private options(lying: boolean): ChartOptions<'bar'> {
    const names = nameAxis(12.5, 400);
    const values = { ...valueAxis(percentTick), min: 0, max: this.end() };
    return {
      indexAxis: lying ? 'y' : 'x',
      responsive: true,
      maintainAspectRatio: false,
      animation: { duration: isStill() ? 0 : 700, easing: 'easeOutCubic' },
      layout: { padding: lying ? { right: 60 } : { top: 58 } },
      interaction: { mode: 'index', axis: lying ? 'y' : 'x', intersect: false },
      scales: lying ? { x: values, y: names } : { x: names, y: values },
      plugins: {
        legend: { display: false },
        tooltip: {
          displayColors: false,
          backgroundColor: () => token('--tooltip'),
          titleColor: () => token('--on-tooltip'),
          bodyColor: () => token('--on-tooltip'),
          titleFont: () => font(13, 650),
          bodyFont: () => font(12.5),
          padding: 12,
          cornerRadius: 8,
          callbacks: {
            title: ([item]) => this.shown?.report.steps[item?.dataIndex ?? -1]?.name ?? '',
            label: ({ dataIndex }) => this.tooltip(dataIndex),
          },
        },
      },
    };
  }

  private tooltip(index: number): string[] {
    const step = this.shown?.report.steps[index];
    if (step?.rate == null || step.rate.value === null)
      return ['No rate: nobody was watched long enough yet.'];
    const { rate } = step;
    const lines = [
      `${percent(rate.value)} ${words(step.goal ?? this.shown?.report.metric ?? '')}`,
      `${count(rate.successes)} of ${count(rate.trials)} ${rate.denominator}`,
      `${rate.level * 100} % interval ${interval(rate)} (${words(rate.method)})`,
    ];
    const ranked = this.shown?.peak.ranking.find(({ key }) => key === step.key);
    if (ranked !== undefined) lines.push(`Chance to be the peak ${probability(ranked.probability)}`);
    return lines;
  }
}

function ratesOf(report: StepsReport): (number | null)[] {
  return report.steps.map(({ rate }) => rate?.value ?? null);
}

function sends(step: Step): boolean {
  return step.type === 'email' || step.type === 'task';
}

function labelOf(step: Step, lying: boolean, withGoal: boolean): string[] {
  const name = wrap(step.name, lying ? 15 : 16);
  const lines = name.length > 2 ? [name[0] ?? '', `${name[1]} …`] : name;
  const goal = withGoal && step.goal !== null ? [`→ ${words(step.goal)}`] : [];
  return [...lines, day(step.day), ...goal];
}
