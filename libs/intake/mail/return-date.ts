/**
 * The day on which the author of an out-of-office note is back, as `2026-05-05`: the date behind the words for it. A day
 * without a year is the next one of that name after the mail was sent. Null if it says none that can be read without
 * doubt: 05/06/2026 is a day in May for some and one in June for others.
 */
export function returnDateIn(text: string, sentOn: string | null): string | null {
  const beginning = text.slice(0, 4_000);
  for (const words of BEFORE_A_DATE) {
    for (const found of beginning.matchAll(words)) {
      const date = dateAt(beginning.slice((found.index ?? 0) + found[0].length).slice(0, 60), sentOn);
      if (date !== null) return date;
    }
  }
  return null;
}

/** What stands before the day of return, the surest first; `until` says the last day away, which is taken as said. */
const BEFORE_A_DATE: readonly RegExp[] = [
  /(?<!\p{L})(?:return(?:ing)?(?: to (?:the |my )?(?:office|work|desk))?|back(?: (?:in|at) (?:the |my )?(?:office|work|desk))?|wieder (?:im büro|erreichbar|da|für sie da)|zurück|de retour|retour|vuelvo|regreso|reincorporar[eé]|volto|retorno|rientr[oò]|torno|terug|tillbaka|tilbage|wracam|powr[oó]t)(?!\p{L})/giu,
  /(?<!\p{L})(?:until|till|through|bis(?: (?:zum|einschließlich))?|jusqu(?:'au|’au| au)|hasta(?: el)?|até(?: o)?(?: dia)?|fino al|tot(?: en met)?|till och med|do|до|по)(?!\p{L})/giu,
];

const MONTHS: ReadonlyMap<string, number> = new Map([
  ['jan', 1],
  ['feb', 2],
  ['mar', 3],
  ['mär', 3],
  ['mrz', 3],
  ['apr', 4],
  ['avr', 4],
  ['abr', 4],
  ['may', 5],
  ['mai', 5],
  ['mag', 5],
  ['mei', 5],
  ['maj', 5],
  ['jun', 6],
  ['juin', 6],
  ['giu', 6],
  ['jul', 7],
  ['juil', 7],
  ['lug', 7],
  ['aug', 8],
  ['aoû', 8],
  ['aou', 8],
  ['ago', 8],
  ['sep', 9],
  ['set', 9],
  ['oct', 10],
  ['okt', 10],
  ['ott', 10],
  ['out', 10],
  ['nov', 11],
  ['dec', 12],
  ['déc', 12],
  ['dez', 12],
  ['dic', 12],
  ['янв', 1],
  ['фев', 2],
  ['мар', 3],
  ['апр', 4],
  ['мая', 5],
  ['июн', 6],
  ['июл', 7],
  ['авг', 8],
  ['сен', 9],
  ['окт', 10],
  ['ноя', 11],
  ['дек', 12],
  ['mars', 3],
  ['gen', 1],
  ['ene', 1],
  ['fév', 2],
  ['fev', 2],
  ['mayo', 5],
] as const);

function dateAt(text: string, sentOn: string | null): string | null {
  const iso = /^[^\d\n]{0,20}(\d{4})-(\d{1,2})-(\d{1,2})\b/.exec(text);
  if (iso !== null) return dateOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const asian = /^[^\d\n]{0,20}(?:(\d{4})\s?[年년]\s?)?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]/.exec(text);
  if (asian !== null) return nextDate(asian[1], Number(asian[2]), Number(asian[3]), sentOn);
  const dotted = /^[^\d\n]{0,20}(\d{1,2})\.\s?(\d{1,2})\.(?:\s?(\d{4}|\d{2}))?(?!\d)/.exec(text);
  if (dotted !== null) return nextDate(dotted[3], Number(dotted[2]), Number(dotted[1]), sentOn);
  const slashed = /^[^\d\n]{0,20}(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?!\d)/.exec(text);
  if (slashed !== null) return slashedDate(Number(slashed[1]), Number(slashed[2]), slashed[3] ?? '');
  const dayFirst =
    /^[^\d\n]{0,20}(\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?\s+(?:de |of |d')?(\p{L}{3,10})\.?,?(?:\s+(?:de )?(\d{4}))?/u.exec(
      text,
    );
  const month = monthOf(dayFirst?.[2]);
  if (dayFirst !== null && month !== null) return nextDate(dayFirst[3], month, Number(dayFirst[1]), sentOn);
  const words =
    /^[\s,:]*(?:\p{L}{1,10}[\s,]+){0,3}?(\p{L}{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?\b(?:,?\s+(\d{4}))?/u.exec(
      text,
    );
  const named = monthOf(words?.[1]);
  return words !== null && named !== null ? nextDate(words[3], named, Number(words[2]), sentOn) : null;
}

function monthOf(word: string | undefined): number | null {
  const name = word?.toLowerCase() ?? '';
  return MONTHS.get(name) ?? MONTHS.get(name.slice(0, 4)) ?? MONTHS.get(name.slice(0, 3)) ?? null;
}

/** 13/05/2026 can only be one day; 05/06/2026 only if both are the same. */
function slashedDate(first: number, second: number, year: string): string | null {
  const full = fullYear(year);
  if (first > 12) return dateOf(full, second, first);
  return second > 12 || first === second ? dateOf(full, first, second) : null;
}

function nextDate(
  year: string | undefined,
  month: number,
  day: number,
  sentOn: string | null,
): string | null {
  if (year !== undefined) return dateOf(fullYear(year), month, day);
  if (sentOn === null) return null;
  const sentIn = Number(sentOn.slice(0, 4));
  const date = dateOf(sentIn, month, day);
  return date !== null && date < sentOn ? dateOf(sentIn + 1, month, day) : date;
}

const fullYear = (year: string): number => (year.length === 2 ? 2000 + Number(year) : Number(year));

function dateOf(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year >= 1990 && year < 2200;
  return isReal ? date.toISOString().slice(0, 10) : null;
}
