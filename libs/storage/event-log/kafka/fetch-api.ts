import { ByteReader } from './byte-reader.ts';
import type { Wanted } from './read-record.ts';
import { type Aborted, type Found, recordsIn } from './record-batches.ts';

/** Fetch, in the oldest version that Kafka 4 speaks and the first one with headers (0.11). */
export const FETCH = { key: 1, version: 4 } as const;

const OUT_OF_RANGE = 1;

export interface FetchOptions {
  readonly topic: string;
  readonly maxBytes: number;
  /** How long the broker waits where there is nothing yet. */
  readonly waitMs: number;
}

/** The body of a request for records of one partition. */
export function fetchRequest({ part, from }: Wanted, { topic, maxBytes, waitMs }: FetchOptions): Buffer {
  const name = Buffer.from(topic);
  const body = Buffer.alloc(51 + name.length);
  // No replica, but a reader.
  let at = body.writeInt32BE(-1);
  at = body.writeInt32BE(waitMs, at);
  // At least one byte, unless the wait is over.
  at = body.writeInt32BE(1, at);
  at = body.writeInt32BE(maxBytes, at);
  // Nothing of transactions that are not over.
  at = body.writeInt8(1, at);
  at = body.writeInt32BE(1, at);
  at = body.writeInt16BE(name.length, at);
  at += name.copy(body, at);
  at = body.writeInt32BE(1, at);
  at = body.writeInt32BE(part, at);
  at = body.writeBigInt64BE(BigInt(from), at);
  body.writeInt32BE(maxBytes, at);
  return body;
}

/** What the answer holds of the partition that was asked for; nothing where it keeps nothing at that offset. */
export function readFetchResponse(answer: Buffer, wanted: Wanted): Found {
  const reader = new ByteReader(answer);
  // How long the broker held the answer back.
  reader.skip(4);
  if (reader.int32() !== 1) throw new Error('the answer is not about one topic');
  reader.skip(reader.int16());
  if (reader.int32() !== 1 || reader.int32() !== wanted.part)
    throw new Error('the answer is about another partition');
  const error = reader.int16();
  if (error === OUT_OF_RANGE) return { records: [], next: wanted.from, bytesOfOne: null };
  if (error !== 0) throw new Error(`the broker answers with error ${error}`);
  // The ends of what is stored and of what is settled.
  reader.skip(16);
  const aborted: Aborted[] = [];
  for (let left = reader.int32(); left > 0; left--) {
    aborted.push({ producer: reader.int64(), first: reader.int64() });
  }
  const length = reader.int32();
  return recordsIn(answer.subarray(reader.at, reader.at + Math.max(0, length)), wanted, aborted);
}
