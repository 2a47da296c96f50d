import type { Rate } from './rate.ts';

/** 8158 → "8,158". */
export function countWords(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** 0.0531 → "5.3"; two significant digits under 1 %. */
function percentNumber(share: number): string {
  const percent = share * 100;
  return String(Math.abs(percent) >= 1 ? Number(percent.toFixed(1)) : Number(percent.toPrecision(2)));
}

/** 0.0531 → "5.3 %". */
export function percentWords(share: number): string {
  return `${percentNumber(share)} %`;
}

/** "5.3 % of 2,665", or "no mature touch yet". */
export function rateWords({ value, trials }: Rate): string {
  return value === null ? 'no mature touch yet' : `${percentWords(value)} of ${countWords(trials)}`;
}

/** "95 % interval 4.7-5.9 %". */
export function intervalWords({ low, high, level }: Rate): string {
  if (low === null || high === null) return 'no interval yet';
  return `${percentWords(level)} interval ${percentNumber(low)}-${percentWords(high)}`;
}

/** "> 0.99", "= 0.71" or "< 0.01". */
export function probabilityWords(probability: number): string {
  if (probability > 0.99) return '> 0.99';
  if (probability < 0.01) return '< 0.01';
  return `= ${probability.toFixed(2)}`;
}

/** 0.31 → "31 % more", -0.05 → "5 % less". */
export function liftWords(lift: number): string {
  const percent = Math.round(lift * 100);
  if (percent === 0) return 'no more and no less';
  return percent > 0 ? `${countWords(percent)} % more` : `${-percent} % less`;
}

/** ["a"] → "a", ["a", "b", "c"] → "a, b and c". */
export function listWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

export interface MetricWords {
  /** "Replies" */
  events: string;
  /** "reply" */
  verb: string;
  /** "replied" */
  past: string;
}

const METRICS: Readonly<Record<string, MetricWords>> = {
  replied: { events: 'Replies', verb: 'reply', past: 'replied' },
  clicked: { events: 'Clicks', verb: 'click', past: 'clicked' },
  opened: { events: 'Opens', verb: 'open', past: 'opened' },
  converted: { events: 'Conversions', verb: 'convert', past: 'converted' },
  unsubscribed: { events: 'Unsubscribes', verb: 'unsubscribe', past: 'unsubscribed' },
  complained: { events: 'Complaints', verb: 'complain', past: 'complained' },
  bounced: { events: 'Bounces', verb: 'bounce', past: 'bounced' },
};

/** The words for an event type or a named conversion. */
export function metricWords(metric: string): MetricWords {
  const known = METRICS[metric];
  if (known !== undefined) return known;
  const name = metric.startsWith('converted:') ? metric.slice('converted:'.length) : metric;
  return { events: `"${name}" events`, verb: `have a "${name}" event`, past: `had a "${name}" event` };
}
