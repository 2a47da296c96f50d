import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import { bytesOf } from './bytes.ts';

/** The namespaces that names are hashed in. They are part of every stored id and never change. */
export const NAMESPACE = {
  enrollment: '6d2b1b53-6d2e-4d0c-9f0c-0b5f6c1a7e01',
  intent: '6d2b1b53-6d2e-4d0c-9f0c-0b5f6c1a7e02',
  event: '6d2b1b53-6d2e-4d0c-9f0c-0b5f6c1a7e03',
  outsideEvent: '6d2b1b53-6d2e-4d0c-9f0c-0b5f6c1a7e04',
} as const;

export const PARTITIONS = 8;

/** The name-based UUID of RFC 9562, version 5: SHA-1 of the namespace's bytes and the name's UTF-8. */
export function uuidV5(namespace: string, name: string): string {
  const bytes = sha1(concatBytes(prefixes.get(namespace) ?? prefixOf(namespace), bytesOf(name))).subarray(
    0,
    16,
  );
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytesToHex(bytes);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

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

/** The log partition: of an enrollment by its number, of a subject without one by the first 4 bytes of its hash. */
export function partitionOf(owner: number | string): number {
  if (typeof owner === 'number') return owner % PARTITIONS;
  const digest = sha256(bytesOf(owner));
  return new DataView(digest.buffer, digest.byteOffset, 4).getUint32(0) % PARTITIONS;
}

const prefixes = new Map<string, Uint8Array>(Object.values(NAMESPACE).map((uuid) => [uuid, prefixOf(uuid)]));

function prefixOf(namespace: string): Uint8Array {
  return hexToBytes(namespace.replaceAll('-', ''));
}

/** A JSON array, so that no two lists of parts run together into one name. */
function name(...parts: readonly (string | number)[]): string {
  return JSON.stringify(parts);
}
