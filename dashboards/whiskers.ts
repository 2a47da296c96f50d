import type { Chart, Plugin } from 'chart.js';
import { font, token } from './chart-library.ts';

/** What stands on one bar besides the bar: its interval, its number, and whether it is the one to look at. */
export interface Mark {
  /** `null` where there is no rate to draw. */
  readonly rate: { readonly value: number; readonly low: number; readonly high: number } | null;
  readonly text: string;
  readonly flag: string | null;
}

const CAP = 5;
const GAP = 8;

/** Draws intervals and labels on upright or lying bars. They follow the bar while it moves. */
export function whiskers(marksOf: () => readonly Mark[]): Plugin<'bar'> {
  return {
    id: 'whiskers',
    afterDatasetsDraw(chart) {
      const lying = chart.options.indexAxis === 'y';
      marksOf().forEach((mark, index) => {
        const bar = chart.getDatasetMeta(0).data[index];
        if (bar === undefined) return;
        const pen = penOf(chart, lying, lying ? bar.y : bar.x);
        const scale = scaleOf(chart, lying);
        if (mark.rate === null) {
          pen.write(mark.text, scale.getPixelForValue(0), false);
          return;
        }
        const { value, low: from, high: to } = mark.rate;
        const shown = scale.getValueForPixel(lying ? bar.x : bar.y) ?? 0;
        const low = scale.getPixelForValue(Math.max(0, shown + from - value));
        const high = scale.getPixelForValue(Math.max(0, shown + to - value));
        pen.interval(low, high);
        const end = pen.write(mark.text, high, mark.flag !== null);
        if (mark.flag === null) return;
        if (lying) pen.tag(mark.flag, scale.getPixelForValue(0), bar.x, end);
        else pen.flag(mark.flag, end);
      });
    },
  };
}

function scaleOf(chart: Chart, lying: boolean) {
  const scale = chart.scales[lying ? 'x' : 'y'];
  if (scale === undefined) throw new Error('A chart with whiskers needs both scales');
  return scale;
}

/** Draws along the value axis at one place on the other axis; `along` grows away from the bar's foot. */
function penOf(chart: Chart, lying: boolean, across: number) {
  const { ctx } = chart;
  const line = (fromAlong: number, fromAcross: number, toAlong: number, toAcross: number) => {
    if (lying) {
      ctx.moveTo(fromAlong, fromAcross);
      ctx.lineTo(toAlong, toAcross);
    } else {
      ctx.moveTo(fromAcross, fromAlong);
      ctx.lineTo(toAcross, toAlong);
    }
  };
  return {
    interval(low: number, high: number) {
      ctx.save();
      ctx.lineCap = 'round';
      ctx.beginPath();
      line(low, across, high, across);
      line(low, across - CAP, low, across + CAP);
      line(high, across - CAP, high, across + CAP);
      // A halo first, so that the whisker is seen on the bar as well as on the card.
      for (const [color, width] of [
        ['--surface', 4],
        ['--whisker', 1.5],
      ] as const) {
        ctx.strokeStyle = token(color);
        ctx.lineWidth = width;
        ctx.stroke();
      }
      ctx.restore();
    },
    /** Writes past `at`; answers where the text ends. */
    write(text: string, at: number, strong: boolean): number {
      ctx.save();
      setFont(ctx, strong ? 14 : 12.5, strong ? 700 : 500);
      ctx.fillStyle = token(strong ? '--accent-text' : '--ink-soft');
      ctx.textAlign = lying ? 'left' : 'center';
      ctx.textBaseline = lying ? 'middle' : 'bottom';
      if (lying) ctx.fillText(text, at + GAP, across);
      else ctx.fillText(text, across, at - GAP + 2);
      const end = lying ? at + GAP + ctx.measureText(text).width : at - GAP - 14;
      ctx.restore();
      return end;
    },
    /** A little flag above what stands at `at` on an upright bar. */
    flag(text: string, at: number) {
      ctx.save();
      setFont(ctx, 12, 650);
      const width = ctx.measureText(text).width + 18;
      const height = 22;
      const top = at - height - 6;
      ctx.fillStyle = token('--accent');
      ctx.beginPath();
      ctx.roundRect(across - width / 2, top, width, height, 6);
      ctx.moveTo(across - 5, top + height);
      ctx.lineTo(across, top + height + 5);
      ctx.lineTo(across + 5, top + height);
      ctx.fill();
      ctx.fillStyle = token('--on-accent');
      ctx.textAlign = 'center';
      ctx.textBaseline = 'middle';
      ctx.fillText(text, across, top + height / 2 + 0.5);
      ctx.restore();
    },
    /** A word on a lying bar; after its number where the bar is too short for it. */
    tag(text: string, foot: number, tip: number, end: number) {
      ctx.save();
      setFont(ctx, 12, 650);
      const fits = ctx.measureText(text).width + 20 < tip - foot;
      ctx.fillStyle = token(fits ? '--on-accent' : '--accent-text');
      ctx.textAlign = 'left';
      ctx.textBaseline = 'middle';
      ctx.fillText(text, fits ? foot + 8 : end + 6, across + 0.5);
      ctx.restore();
    },
  };
}

function setFont(ctx: CanvasRenderingContext2D, size: number, weight: number): void {
  ctx.font = `${weight} ${size}px ${font(size).family}`;
}
