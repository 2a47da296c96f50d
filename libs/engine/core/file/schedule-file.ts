import { z } from 'zod';
import { closedForAYear, neverOpens } from '../calendar/shut.ts';
import { WEEKDAYS } from '../calendar/week.ts';
import type { Hours, OpenWindow, Schedule } from '../sequence.ts';
import { nameOf, show } from './explain.ts';
import { dateField, placeZoneField, timeField, weekdaysField, zoneField } from './field.ts';
import { hoursFile, hoursOf, readHours } from './hours-file.ts';
import { isMapping, type Report, read, readList, within } from './reading.ts';

export const MOST_HOLIDAYS = 1_000;
const MOST_WINDOWS = 50;
const MOST_REGIONS = 300;
/** Of all regions together: three years of every country's, and more. */
const MOST_DATES = 10_000;
const EVERYBODY_ELSE = 'default';

const windowFile = z.strictObject({ days: weekdaysField.optional(), ...hoursFile.shape });

const dates = z.array(dateField).max(MOST_HOLIDAYS);

export const scheduleFile = z.strictObject({
  timezone: zoneField.optional(),
  fallbackTimezone: placeZoneField.optional(),
  days: weekdaysField.optional(),
  from: timeField.optional(),
  to: timeField.optional(),
  windows: z.array(windowFile).min(1).max(MOST_WINDOWS).optional(),
  quietHours: hoursFile.optional(),
  /** A list of dates for everybody, or lists by country and region, with one under `default` for all others. */
  holidays: z.union([dates, z.record(z.string(), dates)]).optional(),
});

/** What a schedule leaves out does not restrict it. Null after a report of something that leaves no schedule. */
export function readSchedule(input: unknown, report: Report): Schedule | null {
  const { raw, fields } = read(scheduleFile, input, report);
  const { timezone = 'contact', fallbackTimezone } = fields;
  const days = [...new Set(fields.days ?? WEEKDAYS)];
  if (fallbackTimezone !== undefined && timezone !== 'contact') {
    report(
      ['fallbackTimezone'],
      `Every contact is in the zone ${timezone} here, so there is nothing to fall back from.`,
      'Remove it, or set timezone: contact.',
    );
  }
  const windows = given(raw.windows) ? readWindows(raw, days, report) : null;
  const hours = hoursOf(fields.from ?? '00:00', fields.to ?? '24:00', report);
  const quietHours = given(raw.quietHours) ? readHours(raw.quietHours, within(report, 'quietHours')) : null;
  const holidays = given(raw.holidays)
    ? readHolidays(raw.holidays, within(report, 'holidays'))
    : { holidays: [] };
  if (hours === null || windows?.length === 0) return null;
  const schedule: Schedule = {
    timezone,
    ...(fallbackTimezone !== undefined && { fallbackTimezone }),
    days: windows === null ? days : WEEKDAYS.filter((day) => windows.some((each) => each.days.includes(day))),
    ...hours,
    ...(windows !== null && { windows }),
    ...(quietHours !== null && { quietHours }),
    ...holidays,
  };
  checkOpens(schedule, report);
  return schedule;
}

function readWindows(
  raw: Readonly<Record<string, unknown>>,
  days: OpenWindow['days'],
  report: Report,
): OpenWindow[] {
  for (const field of ['from', 'to']) {
    if (!given(raw[field])) continue;
    report(
      [field],
      `The schedule has both "windows" and "${field}".`,
      'Keep one: each window has its own "from" and "to".',
    );
  }
  const list = readList(raw.windows, 'windows', report);
  if (Array.isArray(raw.windows) && (list.length === 0 || list.length > MOST_WINDOWS)) {
    report(['windows'], `There are ${list.length} windows.`, `List between 1 and ${MOST_WINDOWS}.`);
  }
  return list.slice(0, MOST_WINDOWS).flatMap((input, index) => {
    const { fields, report: inside } = read(windowFile, input, within(report, 'windows', index));
    if (fields.from === undefined || fields.to === undefined) return [];
    const hours: Hours | null = hoursOf(fields.from, fields.to, inside);
    return hours === null ? [] : [{ days: [...new Set(fields.days ?? days)], ...hours }];
  });
}

type Holidays = Pick<Schedule, 'holidays' | 'regionalHolidays'>;

function readHolidays(input: unknown, report: Report): Holidays {
  if (Array.isArray(input)) return { holidays: readDates(input, report) };
  if (!isMapping(input)) {
    report(
      [],
      `"holidays" is ${nameOf(input)} where dates are expected.`,
      'Write a list of dates, or lists by country: { DE: [2026-12-25], default: [] }.',
    );
    return { holidays: [] };
  }
  const lists = Object.entries(input);
  if (lists.length > MOST_REGIONS) {
    report([], `There are ${lists.length} lists of holidays.`, `Use at most ${MOST_REGIONS}.`);
    return { holidays: [] };
  }
  const total = lists.reduce((sum, [, dates]) => sum + (Array.isArray(dates) ? dates.length : 0), 0);
  if (total > MOST_DATES) {
    report([], `There are ${total} holidays in these lists.`, `Use at most ${MOST_DATES}.`);
    return { holidays: [] };
  }
  const regional = lists.flatMap(([region, dates]): [string, readonly string[]][] => {
    if (region !== EVERYBODY_ELSE && !/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/.test(region)) {
      const code = region.toUpperCase();
      report(
        [region],
        `${show(region)} is not a country or region.`,
        /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/.test(code)
          ? `Write "${code}".`
          : 'Use an ISO 3166 code such as DE or US-CA, or default for everybody else.',
      );
      return [];
    }
    return [[region, readDates(dates, within(report, region))]];
  });
  const others = regional.find(([region]) => region === EVERYBODY_ELSE)?.[1] ?? [];
  const ofRegions = regional.filter(([region]) => region !== EVERYBODY_ELSE);
  return { holidays: others, regionalHolidays: Object.fromEntries(ofRegions) };
}

function readDates(input: unknown, report: Report): readonly string[] {
  return (
    read(z.strictObject({ dates }), { dates: input }, (path, reason, fix) =>
      report(path.slice(1), reason.replace('"dates"', '"holidays"'), fix),
    ).fields.dates ?? []
  );
}

function checkOpens(schedule: Schedule, report: Report): void {
  if (neverOpens(schedule)) {
    report(
      ['quietHours'],
      'The quiet hours cover all hours that are open.',
      'Leave some open: the quiet hours are those in which nobody may be reached.',
    );
    return;
  }
  const closed = closedForAYear(schedule);
  if (closed === null) return;
  report(
    ['holidays', ...(closed.list === null ? [] : [closed.list])],
    `Holidays keep the schedule closed for ${closed.days} days from ${closed.since}.`,
    'Remove those that are none: nobody is reached on a holiday.',
  );
}

function given(value: unknown): boolean {
  return value !== undefined && value !== null;
}
