import type { Contact } from '../enrollment.ts';
import type { Schedule } from '../sequence.ts';
import { zoneOfCountry } from './country-zone.ts';
import { findZone, UTC, type Zone } from './zone.ts';

/** What says where a contact lives: the zone, and the attributes `country` (`DE`) and `region` (`DE-BY`, or `BY`). */
export type Whereabouts = Pick<Contact, 'timezone' | 'attributes'>;

/** ISO 3166 codes; null where the contact's attributes give none. */
export interface Place {
  readonly country: string | null;
  /** With its country: `DE-BY`. */
  readonly region: string | null;
}

const NOWHERE: Place = { country: null, region: null };

/** Where a contact's attributes say that it lives. */
export function placeOf({ attributes: { country, region } }: Whereabouts): Place {
  if (country === undefined && region === undefined) return NOWHERE;
  const written = codeOf(region);
  const [ofRegion = null] = written?.includes('-') === true ? written.split('-') : [];
  const land = codeOf(country) ?? ofRegion;
  if (written === null) return { country: land, region: null };
  if (ofRegion !== null) return { country: land, region: written };
  return { country: land, region: land === null ? null : `${land}-${written}` };
}

/**
 * Whose clock counts for a contact. Under `timezone: contact`, and without a schedule: the contact's own zone, else the
 * one zone of its country, else the schedule's `fallbackTimezone`, else UTC. Otherwise the zone that the schedule names.
 */
export function clockOf(schedule: Schedule | null, contact: Whereabouts): Zone {
  if (schedule !== null && schedule.timezone !== 'contact') return findZone(schedule.timezone) ?? UTC;
  if (contact.timezone !== null) {
    const zone = findZone(contact.timezone);
    if (zone !== null) return zone;
  }
  const { country } = placeOf(contact);
  const name = country === null ? null : zoneOfCountry(country);
  const fallback = name ?? schedule?.fallbackTimezone ?? null;
  return (fallback === null ? null : findZone(fallback)) ?? UTC;
}

/**
 * The lists of holidays that count for a contact: that of its country together with that of its region; where the
 * schedule has neither, the one for everybody else.
 */
export function holidayLists(schedule: Schedule, contact: Whereabouts): string {
  const regional = schedule.regionalHolidays;
  if (regional === undefined) return '';
  const { country, region } = placeOf(contact);
  return [country, region].filter((code) => code !== null && Object.hasOwn(regional, code)).join(' ');
}

/** The local dates of the lists that `holidayLists` names. */
export function holidaysOf(schedule: Schedule, lists: string): readonly string[] {
  if (lists === '') return schedule.holidays;
  return lists.split(' ').flatMap((code) => schedule.regionalHolidays?.[code] ?? []);
}

function codeOf(value: unknown): string | null {
  return typeof value === 'string' && /^[A-Za-z0-9]{1,3}(-[A-Za-z0-9]{1,3})?$/.test(value)
    ? value.toUpperCase()
    : null;
}
