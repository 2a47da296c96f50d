import { gzipSync } from 'node:zlib';

export interface MessageOf {
  readonly value?: string | null;
  readonly key?: string;
  readonly headers?: readonly (readonly [string, string])[];
}

export interface BatchOf {
  readonly first: number;
  readonly messages: readonly MessageOf[];
  /** Of a transaction, or the end of one. */
  readonly transaction?: 'messages' | 'end';
  readonly producer?: number;
  /** 0 is none, 1 gzip, 3 lz4. */
  readonly packing?: 0 | 1 | 3;
}

/** A batch of messages as a broker stores it and gives it out. */
export function recordBatch({ first, messages, transaction, producer = -1, packing = 0 }: BatchOf): Buffer {
  const records = Buffer.concat(messages.map(recordOf));
  const body = packing === 1 ? gzipSync(records) : records;
  const head = Buffer.alloc(61);
  head.writeBigInt64BE(BigInt(first));
  head.writeInt32BE(head.length - 12 + body.length, 8);
  head.writeInt8(2, 16);
  head.writeInt16BE(packing | (transaction ? 0b1_0000 : 0) | (transaction === 'end' ? 0b10_0000 : 0), 21);
  head.writeInt32BE(messages.length - 1, 23);
  head.writeBigInt64BE(BigInt(producer), 43);
  head.writeInt32BE(messages.length, 57);
  return Buffer.concat([head, body]);
}

function recordOf({ value, key, headers = [] }: MessageOf, n: number): Buffer {
  const body = Buffer.concat([
    // Attributes, and a time of three bytes.
    Buffer.of(0),
    varint(100_000),
    varint(n),
    text(key),
    text(value),
    varint(headers.length),
    ...headers.flat().map(text),
  ]);
  return Buffer.concat([varint(body.length), body]);
}

function text(value: string | null | undefined): Buffer {
  const bytes = Buffer.from(value ?? '');
  return Buffer.concat([varint(typeof value === 'string' ? bytes.length : -1), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = (value << 1) ^ (value >> 31);
  for (; left >= 0x80; left >>>= 7) bytes.push((left & 0x7f) | 0x80);
  return Buffer.of(...bytes, left);
}
