import type { Contact } from '../enrollment.ts';
import type { Instant } from '../sequence.ts';
import { drawsFor } from './draw.ts';
import type { Truth } from './truth.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export interface Newcomer {
  readonly at: Instant;
  readonly contact: Contact;
}

/** The simulated contacts of one sequence in order of arrival, spread evenly over `days` from `start`. */
export function newcomers(truth: Truth, seed: number, start: Instant, days: number): Newcomer[] {
  const people = Array.from({ length: truth.contacts }, (_, i) => newcomer(truth, seed, start, days, i));
  return people.sort((a, b) => a.at - b.at || (a.contact.id < b.contact.id ? -1 : 1));
}

/** One of them, by number from 0: the same whether or not the others are asked for. */
export function newcomer(truth: Truth, seed: number, start: Instant, days: number, number: number): Newcomer {
  const id = `demo-${truth.sequence}-${String(number + 1).padStart(5, '0')}`;
  const draws = drawsFor(seed, id, 'arrival');
  const firstName = pick(truth.firstNames, draws('a'));
  const company = pick(truth.companies, draws('b'));
  const domain = company.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return {
    at:
      start +
      Math.floor((number * days) / truth.contacts) * DAY +
      pick(truth.intakeHours, draws('outcome')) * HOUR,
    contact: {
      id,
      email: `${firstName.toLowerCase()}.${number + 1}@${domain}.example`,
      timezone: pick(truth.zones, draws('done')),
      attributes: { firstName, company, ...(truth.product ? { product: truth.product } : {}) },
    },
  };
}

function pick<T>(values: readonly T[], u: number): T {
  return values[Math.floor(u * values.length)] as T;
}
