import type { Delay } from '../sequence.ts';

/** Ten years: longer than any sequence, and far from where dates end. */
export const LONGEST_DAYS = 3_650;

const UNITS: Readonly<Record<string, number>> = {
  w: 7 * 24 * 60 * 60_000,
  d: 24 * 60 * 60_000,
  h: 60 * 60_000,
  m: 60_000,
  s: 1_000,
};

export const DURATION_FORMS = 'Write it like 2d, 36h, 30m, 3 business days, PT36H or P2D.';

/** A length of time as files write it: `2d`, `36h`, `30m`, `3 business days`, `PT36H`, `P2D`; null for anything else. */
export function parseDelay(text: string): Delay | null {
  const business = /^(\d{1,4}) business days?$/.exec(text);
  if (business !== null) return bounded({ unit: 'business-days', days: Number(business[1]) });
  const ms = parseSimple(text) ?? parseIso(text);
  return ms === null ? null : bounded({ unit: 'elapsed', ms });
}

/** A length of elapsed time in milliseconds, or null: business days are none. */
export function parseElapsed(text: string): number | null {
  const delay = parseDelay(text);
  return delay?.unit === 'elapsed' ? delay.ms : null;
}

/** Elapsed milliseconds as `parseElapsed` reads them: `90s`, `5m`, `36h`, `2d`, in the largest unit that divides them. */
export function formatElapsed(ms: number): string {
  const [unit, length] = Object.entries(UNITS).find(
    ([unit, size]) => unit !== 'w' && ms > 0 && ms % size === 0,
  ) ?? ['s', 1_000];
  return `${Math.round(ms / length)}${unit}`;
}

/** Does any time pass at all? */
export function isPositive(delay: Delay): boolean {
  return delay.unit === 'elapsed' ? delay.ms > 0 : delay.days > 0;
}

function parseSimple(text: string): number | null {
  const match = /^(\d{1,7}) ?([wdhms])$/.exec(text);
  return match === null ? null : Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0);
}

/** ISO 8601 without months and years, which have no fixed length. */
function parseIso(text: string): number | null {
  const match =
    /^P(?=.)(?:(\d{1,7})W)?(?:(\d{1,7})D)?(?:T(?=.)(?:(\d{1,7})H)?(?:(\d{1,7})M)?(?:(\d{1,7})S)?)?$/.exec(
      text,
    );
  if (match === null) return null;
  return ['w', 'd', 'h', 'm', 's'].reduce(
    (sum, unit, index) => sum + Number(match[index + 1] ?? 0) * (UNITS[unit] ?? 0),
    0,
  );
}

function bounded(delay: Delay): Delay | null {
  const days = delay.unit === 'elapsed' ? delay.ms / (UNITS.d ?? 1) : delay.days;
  return days <= LONGEST_DAYS ? delay : null;
}
