import { westernText } from '../western-text.ts';
import { DOS_CODE_PAGES } from './dos-code-pages.ts';

/** Reads bytes in one charset. */
export interface Decoder {
  decode(bytes: Uint8Array): string;
}

/** A decoder for a charset by whatever name; UTF-8 for a name that nobody knows. It never fails: wrong bytes become �. */
export function charsetDecoder(label: string): Decoder {
  const known = DECODERS.get(label);
  if (known) return known;
  const made = make(label);
  if (DECODERS.size < MOST) DECODERS.set(label, made);
  return made;
}

const DECODERS = new Map<string, Decoder>();
/** Names come from outside. */
const MOST = 100;

function make(label: string): Decoder {
  const page =
    DOS_CODE_PAGES[
      label
        .trim()
        .toLowerCase()
        .replace(/^(?:ibm|cp|dos)?[-_]?(?=\d)/, 'cp')
    ];
  if (page !== undefined) return { decode: (bytes) => decodePage(page, bytes) };
  try {
    const decoder = new TextDecoder(label.trim() || 'utf-8', { ignoreBOM: true });
    if (decoder.encoding !== 'windows-1252') return decoder;
    return { decode: (bytes) => westernText(decoder.decode(bytes)) };
  } catch {
    // A RangeError says that there is no such charset.
    return new TextDecoder('utf-8', { ignoreBOM: true });
  }
}

function decodePage(page: string, bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte < 128 ? String.fromCharCode(byte) : page.charAt(byte - 128);
  return text;
}
