import { findUnstorable, findZone, UNSTORABLE_REASON } from '#engine';
import { type Call, fieldsOf } from './call.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What a call says of its contact, and what of it cannot be kept. */
export interface Traits {
  readonly fields: Fields;
  readonly remarks: readonly { readonly code: string; readonly detail: string; readonly fix: string }[];
}

/** Names that an object has of itself: no template can name them. */
const UNNAMEABLE = ['__proto__', 'constructor', 'prototype'];
const LONGEST_NAME = 100;

/**
 * The fields of a contact that an `identify` sets. A trait that cannot be kept is left out with a remark, so that an address
 * like "n/a" does not cost the others. The caller's `id` is the user's, whatever the traits say; without a zone among
 * them it is the one that the client runs in.
 */
export function traitsOf(
  { fields, context }: Pick<Call, 'fields' | 'context'>,
  isAddress: (text: string) => boolean,
): Traits {
  const { id: _, email, timezone, ...rest } = fieldsOf(fields.traits);
  const remarks: { code: string; detail: string; fix: string }[] = [];
  const kept: [string, unknown][] = [];
  const leaveOut = (code: string, name: string, reason: string, fix: string) =>
    remarks.push({ code, detail: `traits.${name}: ${reason}; it is left out`, fix });

  if (email === null || (typeof email === 'string' && isAddress(email))) kept.push(['email', email]);
  else if (email !== undefined && email !== '')
    leaveOut(
      'trait-not-kept',
      'email',
      `${show(email)} is no address`,
      'Send an address such as ada@example.com.',
    );

  const zone = timezone ?? context.timezone;
  if (timezone === null || (typeof zone === 'string' && zone !== '' && findZone(zone) !== null))
    kept.push(['timezone', timezone === null ? null : zone]);
  else if (timezone !== undefined && timezone !== '')
    leaveOut(
      'trait-not-kept',
      'timezone',
      `${show(timezone)} is no IANA zone`,
      'Send a zone such as Europe/Berlin.',
    );

  for (const [name, value] of Object.entries(rest)) {
    if (UNNAMEABLE.includes(name) || name === '' || name.length > LONGEST_NAME)
      leaveOut(
        'trait-not-kept',
        name.slice(0, LONGEST_NAME),
        'is no name of a field',
        'Choose another name.',
      );
    else if (findUnstorable({ [name]: value }))
      leaveOut('trait-not-kept', name, UNSTORABLE_REASON, 'Remove that character.');
    else if (holdsInexact(value))
      leaveOut(
        'number-inexact',
        name,
        'holds a whole number beyond 2^53, which loses digits',
        'Send it as text.',
      );
    else kept.push([name, value]);
  }
  return { fields: Object.fromEntries(kept), remarks };
}

/** The fields of a contact that a `group` sets: its account is the group, its company what the group is called. */
export function groupFields(groupId: string, { fields }: Pick<Call, 'fields'>): Fields {
  const { name } = fieldsOf(fields.traits);
  return { account: groupId, ...(typeof name === 'string' && name !== '' && { company: name }) };
}

/** Does a value hold a number that JSON.parse has made another one of? */
export function holdsInexact(value: unknown): boolean {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === 'number' && isInexact(next)) return true;
    if (typeof next === 'object' && next !== null) open.push(...Object.values(next));
  }
  return false;
}

/** A whole number beyond 2^53, or one beyond all that can be held. */
export function isInexact(value: number): boolean {
  return !Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value));
}

const show = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 60);
