import { hexToBytes } from '@noble/hashes/utils.js';
import { bytesOf } from './bytes.ts';
import { sha1Of, sha256Of } from './digest.ts';

/** The namespaces that names are hashed in. They are part of every stored id and never change. */
export const NAMESPACE = {
  enrollment: '6d2b1b53-6d2e-4d0c-9f0c-0b5f6c1a7e01',
  intent: '6d2b1b53-6d2e-4d0c-9f0c-0b5f6c1a7e02',
  event: '6d2b1b53-6d2e-4d0c-9f0c-0b5f6c1a7e03',
  outsideEvent: '6d2b1b53-6d2e-4d0c-9f0c-0b5f6c1a7e04',
  link: '6d2b1b53-6d2e-4d0c-9f0c-0b5f6c1a7e05',
} as const;

export const PARTITIONS = 8;

/** The name-based UUID of RFC 9562, version 5: SHA-1 of the namespace's bytes and the name's UTF-8. */
export function uuidV5(namespace: string, name: string): string {
  const hex = sha1Of(bytesOf(name, prefixes.get(namespace) ?? prefixOf(namespace)));
  const variant = VARIANTS.charAt(Number.parseInt(hex.charAt(16), 16) & 3);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The first digit of the fourth group has the bits 10 in front. */
const VARIANTS = '89ab';

/** The same contact entering the same sequence for the nth time (`entryNo` from 1) always gets the same id. */
export function enrollmentId(
  workspace: string,
  sequence: string,
  contactId: string,
  entryNo: number,
): string {
  return uuidV5(NAMESPACE.enrollment, name(workspace, sequence, contactId, entryNo));
}

/** The id of one visit of an enrollment to a step: what a send, a task and a touch are known by. */
export function intentId(enrollmentId: string, visit: number): string {
  return uuidV5(NAMESPACE.intent, name(enrollmentId, visit));
}

/** The id of the event of a kind that the engine logs for an intent: `sent`, `reached`, … */
export function eventId(intentId: string, kind: string): string {
  return uuidV5(NAMESPACE.event, name(intentId, kind));
}

/** The id of an event from outside, by what its source calls it. */
export function outsideEventId(workspace: string, source: string, externalId: string): string {
  return uuidV5(NAMESPACE.outsideEvent, name(workspace, source, externalId));
}

/** The id of a link in a mail: by its address alone where everybody gets it, else by whom it was made for as well. */
export function linkId(address: string, enrollmentId: string | null): string {
  return uuidV5(NAMESPACE.link, enrollmentId === null ? name(address) : name(address, enrollmentId));
}

/** The log partition: of an enrollment by its number, of a subject without one by the first 4 bytes of its hash. */
export function partitionOf(owner: number | string): number {
  if (typeof owner === 'number') return owner % PARTITIONS;
  return Number.parseInt(sha256Of(bytesOf(owner)).slice(0, 8), 16) % PARTITIONS;
}

const prefixes = new Map<string, Uint8Array>(Object.values(NAMESPACE).map((uuid) => [uuid, prefixOf(uuid)]));

function prefixOf(namespace: string): Uint8Array {
  return hexToBytes(namespace.replaceAll('-', ''));
}

/** A JSON array, so that no two lists of parts run together into one name. */
function name(...parts: readonly (string | number)[]): string {
  if (!parts.every(isPlain)) return JSON.stringify(parts);
  // What JSON.stringify writes, in a fifth of its time: most parts are ids and numbers.
  return `[${parts.map((part) => (typeof part === 'number' ? part : `"${part}"`)).join()}]`;
}

/** Whether JSON writes it as it is. */
const isPlain = (part: string | number): boolean =>
  typeof part === 'number' ? Number.isSafeInteger(part) : /^[\w.:-]*$/.test(part);
