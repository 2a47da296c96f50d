/** Reads the numbers of Kafka's wire format one after the other. Throws a RangeError beyond the end. */
export class ByteReader {
  readonly buffer: Buffer;
  at: number;

  constructor(buffer: Buffer, at = 0) {
    this.buffer = buffer;
    this.at = at;
  }

  int8(): number {
    return this.buffer.readInt8(this.#pass(1));
  }

  int16(): number {
    return this.buffer.readInt16BE(this.#pass(2));
  }

  int32(): number {
    return this.buffer.readInt32BE(this.#pass(4));
  }

  /** Offsets and ids: exact up to 2^53. */
  int64(): number {
    const at = this.#pass(8);
    return this.buffer.readInt32BE(at) * 2 ** 32 + this.buffer.readUInt32BE(at + 4);
  }

  /** A number of changing length, of at most 32 bits. */
  varint(): number {
    let bits = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.buffer.readUInt8(this.at++);
      bits |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (bits >>> 1) ^ -(bits & 1);
    }
  }

  skipVarint(): void {
    while (this.buffer.readUInt8(this.at++) >= 0x80);
  }

  /** Passes over bytes; a length of -1 stands for null, and has none. */
  skip(length: number): void {
    if (length > 0) this.at += length;
  }

  #pass(length: number): number {
    const { at } = this;
    this.at = at + length;
    return at;
  }
}
