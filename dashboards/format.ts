/** Numbers and dates as the page writes them. Pure: no document, no clock, no time zone but UTC. */

const SPACE = '\u00a0';
const MINUS = '\u2212';
const DASH = '\u2013';
export const NOTHING = DASH;

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

export function count(value: number | null): string {
  return value === null ? NOTHING : whole.format(value);
}

/** `0.0523` is `5.2 %`. Rates under 1 % get two decimals, so that .4 % and .44 % differ. */
export function percent(value: number | null): string {
  if (value === null) return NOTHING;
  if (value > 0 && value < 0.00005) return `<${SPACE}0.01${SPACE}%`;
  return `${digits(value)}${SPACE}%`;
}

function digits(value: number): string {
  const scaled = Math.abs(value) * 100;
  const decimals = scaled === 0 || scaled === 100 ? 0 : scaled < 0.995 ? 2 : 1;
  return `${value < 0 ? MINUS : ''}${scaled.toFixed(decimals)}`;
}

/** `4.6 – 5.9 %`: both ends with as many decimals as the wider end needs. */
export function interval(bounds: { low: number | null; high: number | null } | null): string {
  if (bounds === null || bounds.low === null || bounds.high === null) return NOTHING;
  const decimals = bounds.high < 0.00995 ? 2 : 1;
  const [low, high] = [bounds.low, bounds.high].map((end) => (end * 100).toFixed(decimals));
  return `${low}${SPACE}${DASH}${SPACE}${high}${SPACE}%`;
}

/** A chance between 0 and 1, never rounded to certainty. */
export function probability(value: number | null): string {
  if (value === null) return NOTHING;
  if (value > 0.999) return `>${SPACE}99.9${SPACE}%`;
  if (value < 0.001) return `<${SPACE}0.1${SPACE}%`;
  return `${(value * 100).toFixed(1)}${SPACE}%`;
}

/** A difference of two rates: `+4.3 points`. */
export function points(value: number | null): string {
  if (value === null) return NOTHING;
  return `${signed((value * 100).toFixed(1))}${SPACE}points`;
}

/** A relative change: `+62 %`. */
export function lift(value: number | null): string {
  if (value === null) return NOTHING;
  return `${signed(whole.format(value * 100))}${SPACE}%`;
}

/** `+19 % to +131 %`; an end without a bound is said so, and no rate can fall by more than all of it. */
export function change(
  low: number | null,
  high: number | null,
  write: (value: number | null) => string,
): string {
  const bottomless = low === null || low <= -1;
  if (bottomless && high === null) return 'no bound yet';
  if (bottomless) return `at most ${write(high)}`;
  if (high === null) return `at least ${write(low)}`;
  return `${write(low)} to ${write(high)}`;
}

/** A written number with its sign; what was rounded to nought has none. */
function signed(written: string): string {
  const bare = written.replace(/^-/, '');
  if (/^[0.]+$/.test(bare)) return bare;
  return `${bare === written ? '+' : MINUS}${bare}`;
}

export function pValue(value: number | null): string {
  if (value === null) return NOTHING;
  if (value < 0.001) return `p${SPACE}<${SPACE}0.001`;
  return `p${SPACE}=${SPACE}${value.toFixed(value < 0.1 ? 3 : 2)}`;
}

export function day(value: number | null): string {
  if (value === null) return 'follows the step before';
  return `day${SPACE}${Number(value.toFixed(1))}`;
}

const longDate = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const shortDate = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});
const hour = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', hour: '2-digit', minute: '2-digit' });

export function date(iso: string): string {
  return longDate.format(new Date(iso)).replace(/^(\w+) /, '$1, ');
}

export function time(iso: string): string {
  return `${hour.format(new Date(iso))}${SPACE}UTC`;
}

export function moment(iso: string): string {
  return `${shortDate.format(new Date(iso))}, ${time(iso)}`;
}

/** `5 Jan, 08:00`, where many stand below each other. */
export function brief(iso: string): string {
  const at = new Date(iso);
  return `${shortDate.format(at).replace(/ \d+$/, '')}, ${hour.format(at)}`;
}

/** `introduce-value` is `introduce value`, `converted:review-submitted` is `review submitted`. */
export function words(key: string): string {
  return key.replace(/^converted:/, '').replaceAll('-', ' ');
}

/** Words on lines of at most `width` characters; a longer word is cut, as nothing else fits into a chart. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const whole of text.split(/\s+/)) {
    const word = whole.length > width ? `${whole.slice(0, width - 1)}…` : whole;
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
