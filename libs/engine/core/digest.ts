import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** Hashes as lowercase hex. */
export interface Digests {
  sha1(bytes: Uint8Array): string;
  sha256(bytes: Uint8Array): string;
}

/** Runs everywhere. */
export const portableDigests: Digests = {
  sha1: (bytes) => bytesToHex(sha1(bytes)),
  sha256: (bytes) => bytesToHex(sha256(bytes)),
};

let inUse = portableDigests;

/** Whoever has hashes of its own hands them in: the same digests, and an id in 0.6 µs instead of 2.4 (Node's). */
export function useDigests(digests: Digests): void {
  inUse = digests;
}

/** SHA-1 of these bytes, for names only. */
export const sha1Of = (bytes: Uint8Array): string => inUse.sha1(bytes);

/** SHA-256 of a text's UTF-8. */
export const sha256Of = (bytes: Uint8Array): string => inUse.sha256(bytes);
