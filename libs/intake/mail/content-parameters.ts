const LF = 0x0a;
/** A line of headers is not longer before the parameter. */
const LONGEST_LINE = 200;

/**
 * The bytes of a mail in which no part has a parameter that is written so (in lower case): its first letter is another.
 * Null if none has it. The parser takes such a parameter at its word; without it, it does not.
 */
export function withoutParameter(bytes: Uint8Array, written: string): Uint8Array | null {
  const wanted = new TextEncoder().encode(written);
  let changed: Uint8Array | null = null;
  for (let at = 0; at + wanted.length <= bytes.length; at++) {
    if (lower(bytes[at] ?? 0) !== wanted[0]) continue;
    if (!wanted.every((byte, index) => lower(bytes[at + index] ?? 0) === byte)) continue;
    if (!isInContentType(bytes, at)) continue;
    changed ??= bytes.slice();
    changed[at] = 0x78;
  }
  return changed;
}

/** Whether the line is one of a Content-Type: it begins with that, or goes on from a line before. */
function isInContentType(bytes: Uint8Array, at: number): boolean {
  const before = bytes.subarray(Math.max(0, at - LONGEST_LINE), at);
  const start = before.lastIndexOf(LF) + 1;
  if (start === 0 && at > LONGEST_LINE) return false;
  return /^(?:content-type:.*[\s;]|[ \t]+(?:.*[\s;])?)$/i.test(
    new TextDecoder().decode(before.subarray(start)),
  );
}

const lower = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte);
