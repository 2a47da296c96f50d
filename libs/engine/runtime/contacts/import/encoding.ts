import { DomainError } from '#engine';
import type { CsvFile } from './csv-file.ts';

/** Two bytes a letter: in what people write, one of them is nearly always 0. */
const ZERO_SHARE = 0.3;

/**
 * What a file is written in: what its byte order mark says, else its sender, else UTF-8 if all of it is, UTF-16 where
 * every second byte is 0, and else windows-1252, which old programs write. Refuses what is no text at all.
 */
export function encodingOf({ head, isUtf8, charset }: CsvFile): string {
  refuseBinary(head);
  const marked = encodingByMark(head);
  if (marked !== null) return marked;
  if (charset !== null) return declared(charset, isUtf8);
  const twoBytes = encodingByZeros(head);
  if (twoBytes !== null) return twoBytes;
  return isUtf8 ? 'utf-8' : 'windows-1252';
}

/** A file as text, piece by piece, without its byte order mark. */
export async function* decode(file: CsvFile, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const bytes of file.open()) yield decoder.decode(bytes, { stream: true });
  yield decoder.decode();
}

function encodingByMark([a, b, c]: Uint8Array): string | null {
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return null;
}

function encodingByZeros(head: Uint8Array): string | null {
  const zeros = [0, 0];
  head.forEach((byte, i) => {
    if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros.map((count) => count / (head.length / 2));
  if (odd > ZERO_SHARE && odd > even) return 'utf-16le';
  return even > ZERO_SHARE ? 'utf-16be' : null;
}

function declared(charset: string, isUtf8: boolean): string {
  let encoding: string;
  try {
    ({ encoding } = new TextDecoder(charset));
  } catch {
    // TextDecoder has no other way to say that it does not know an encoding.
    throw refuse(
      `The charset "${charset}" is not known here.`,
      'Name utf-8, utf-16le or windows-1252, or none.',
    );
  }
  if (encoding !== 'utf-8' || isUtf8) return encoding;
  throw refuse(
    'The Content-Type says UTF-8, and the file is not.',
    'Leave the charset out to have it found out, or name what the file was saved as.',
  );
}

function refuseBinary([a, b, c, d]: Uint8Array): void {
  if (a === 0x50 && b === 0x4b && c === 0x03 && d === 0x04)
    throw refuse(
      'The file is a workbook or another ZIP archive, not CSV.',
      'Save the sheet as CSV and send that.',
    );
  if (a === 0x1f && b === 0x8b) throw refuse('The file is compressed with gzip.', 'Send it unpacked.');
}

const refuse = (detail: string, fix: string) => new DomainError({ code: 'csv-encoding', detail, fix });
