/** A decoder for a charset by whatever name; UTF-8 for a name that nobody knows. It never fails: wrong bytes become �. */
export function charsetDecoder(label: string): TextDecoder {
  const known = DECODERS.get(label);
  if (known) return known;
  const made = make(label);
  if (DECODERS.size < MOST) DECODERS.set(label, made);
  return made;
}

const DECODERS = new Map<string, TextDecoder>();
/** Names come from outside. */
const MOST = 100;

function make(label: string): TextDecoder {
  try {
    return new TextDecoder(label.trim() || 'utf-8', { ignoreBOM: true });
  } catch {
    // A RangeError says that there is no such charset.
    return new TextDecoder('utf-8', { ignoreBOM: true });
  }
}
