import { gunzipSync } from 'node:zlib';
import type { LogRecord } from '../event-log.ts';
import { ByteReader } from './byte-reader.ts';
import { readRecord, type Wanted } from './read-record.ts';

/** A transaction that was taken back. */
export interface Aborted {
  readonly producer: number;
  /** The offset of its first record. */
  readonly first: number;
}

export interface Found {
  readonly records: readonly LogRecord[];
  /** The offset after all that was looked at, whether or not it was a record. */
  readonly next: number;
  /** What a message of those that came takes on its way; null where none came. */
  readonly bytesOfOne: number | null;
}

interface Batch {
  readonly first: number;
  readonly last: number;
  readonly attributes: number;
  readonly producer: number;
  readonly count: number;
  /** Stands at the first record. */
  readonly body: ByteReader;
}

/** The offset of the first record, and the length of what follows. */
const PREFIX = 12;
const MAGIC_AT = 16;
const MAGIC = 2;
const [COMPRESSION, TRANSACTIONAL, CONTROL] = [0b111, 0b1_0000, 0b10_0000];
const [NONE, GZIP] = [0, 1];

/**
 * The records in what was fetched of a partition: batches, the last of which may be cut off. Records that are no messages,
 * or of a transaction that was taken back, are passed over.
 */
export function recordsIn(set: Buffer, wanted: Wanted, aborted: readonly Aborted[] = []): Found {
  const records: LogRecord[] = [];
  const takenBack = new Set<number>();
  let next = wanted.from;
  let seen = -1;
  let count = 0;
  let at = 0;
  for (let full = false; !full && at + PREFIX <= set.length; ) {
    const end = at + PREFIX + set.readInt32BE(at + 8);
    if (end > set.length) break;
    const batch = batchAt(set.subarray(at, end));
    at = end;
    count += batch.count;
    for (const { producer, first } of aborted) {
      if (first > seen && first <= batch.last) takenBack.add(producer);
    }
    seen = batch.last;
    // The one record that is no message says that its producer's transaction is over.
    if (batch.attributes & CONTROL) takenBack.delete(batch.producer);
    else if (!(batch.attributes & TRANSACTIONAL) || !takenBack.has(batch.producer)) {
      full = !takeFrom(batch, wanted, records);
    }
    next = full ? (records.at(-1)?.pos ?? next - 1) + 1 : batch.last + 1;
  }
  return { records, next, bytesOfOne: count === 0 ? null : at / count };
}

function batchAt(bytes: Buffer): Batch {
  const magic = bytes.readInt8(MAGIC_AT);
  if (magic !== MAGIC) throw new Error(`there are messages of format ${magic}, from before Kafka 0.11`);
  const reader = new ByteReader(bytes);
  const first = reader.int64();
  // Its length, the leader's epoch, the magic byte, and a checksum, of which TCP has its own.
  reader.skip(13);
  const attributes = reader.int16();
  const last = first + reader.int32();
  // The first and the last timestamp.
  reader.skip(16);
  const producer = reader.int64();
  // The producer's epoch, and its number of the batch.
  reader.skip(6);
  const count = reader.int32();
  return { first, last, attributes, producer, count, body: unpacked(reader, attributes & COMPRESSION) };
}

function unpacked(packed: ByteReader, compression: number): ByteReader {
  if (compression === NONE) return packed;
  if (compression === GZIP) return new ByteReader(gunzipSync(packed.buffer.subarray(packed.at)));
  throw new Error(
    'there are messages that are packed by other means than gzip: set compression.type=producer',
  );
}

/** Takes what is wanted of a batch. False when that is all, although the batch goes on. */
function takeFrom({ body, count, first }: Batch, wanted: Wanted, records: LogRecord[]): boolean {
  for (let n = 0; n < count; n++) {
    if (records.length >= wanted.maxRows || (records.length > 0 && wanted.bytesLeft <= 0)) return false;
    const record = readRecord(body, first, wanted);
    if (record !== null) records.push(record);
  }
  return true;
}
