import type { Chart as ChartClass } from 'chart.js';

/** chart.js comes as its UMD build in a script of its own, so there is no bundler: `Chart` is a global. */
declare global {
  var Chart: typeof ChartClass;
}

/** A design token of style.css, in the scheme of the moment. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

export function font(size: number, weight = 400): { family: string; size: number; weight: number } {
  return { family: token('--font'), size, weight };
}

/** Runs when the colors change, so that canvases can follow the page. */
export function onSchemeChange(redraw: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
}

/** Lets the bars move from what was shown last, where anything was. */
export function moveFrom<Value>(chart: ChartClass<'bar', Value[], string>, last: Value[] | null): void {
  const dataset = chart.data.datasets[0];
  if (dataset === undefined || last === null || last.length !== dataset.data.length) return;
  const next = dataset.data;
  dataset.data = last;
  chart.stop().update('none');
  dataset.data = next;
  chart.update();
}

/** True where the reader asked the system for less motion. */
export function isStill(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
