import type { Readable } from 'node:stream';

/** A CSV file that can be read from its start, with what was noticed while it came in. */
export interface CsvFile {
  readonly bytes: number;
  /** Its first bytes, up to 64 KB. */
  readonly head: Uint8Array;
  /** Whether all of it is UTF-8. */
  readonly isUtf8: boolean;
  /** What its sender says it is written in. */
  readonly charset: string | null;
  open(): Readable;
}
