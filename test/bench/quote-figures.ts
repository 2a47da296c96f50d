/** Where a text quotes a figure: `<!-- start: dashboard ready -->41 s<!-- /start -->`, by the bench and what it measured. */
const QUOTE = /(<!-- ([a-z-]+): (.+?) -->)(.*?)(<!-- \/\2 -->)/g;

/** Writes each figure that the text quotes anew, in whole numbers; `null` leaves it as it is. */
export function quoteFigures(
  text: string,
  figureOf: (bench: string, metric: string) => { value: number; unit: string } | null,
): string {
  return text.replace(QUOTE, (whole, open: string, bench: string, metric: string, _, close: string) => {
    const figure = figureOf(bench, metric);
    return figure === null ? whole : `${open}${Math.round(figure.value)} ${figure.unit}${close}`;
  });
}
