import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
}

/** One call of Kafka's protocol. */
export interface Call<T> {
  readonly api: { readonly key: number; readonly version: number };
  readonly body: Buffer;
  /** Reads the answer at once: its bytes are overwritten by the next one. */
  readonly read: (answer: Buffer) => T;
}

interface Waiting {
  readonly take: (answer: Buffer) => void;
  readonly fail: (why: unknown) => void;
}

const CLIENT = 'crest';
const ANSWER_MS = 30_000;
const CHUNK = 256 * 1024;
/** Longer than any batch of messages that a broker takes. */
const LONGEST = 256 * 1024 * 1024;
/** An answer begins with its length, which does not count itself, and the number of its question. */
const LENGTH = 4;
const HEAD = 8;

/**
 * A connection to a broker. Calls may follow one another without waiting: they are answered in order. Answers are put
 * together in memory that is used again, since at a hundred MB a second new memory is what costs.
 */
export class BrokerConnection {
  readonly #socket: Socket;
  readonly #waiting: Waiting[] = [];
  #asked = 0;
  #answered = 0;
  #answer = Buffer.allocUnsafeSlow(CHUNK);
  #filled = 0;
  /** How much of the answer is to come before one can go on: all of it, once its length is known. */
  #needed = LENGTH;

  private constructor(address: BrokerAddress, answerMs: number) {
    const buffer = Buffer.allocUnsafeSlow(CHUNK);
    const callback = (bytes: number) => {
      this.#arrive(buffer.subarray(0, bytes));
      return true;
    };
    this.#socket = connect({ ...address, noDelay: true, onread: { buffer, callback } });
    this.#socket.setTimeout(answerMs, () => {
      if (this.#waiting.length > 0 || this.#socket.connecting) this.#end(new Error('it does not answer'));
    });
    this.#socket.on('error', (problem) => this.#end(problem));
    this.#socket.on('close', () => this.#end(new Error('the connection was closed')));
  }

  /** Rejects where nobody answers at the address; whoever says nothing for `answerMs` while asked is given up. */
  static async open(address: BrokerAddress, answerMs = ANSWER_MS): Promise<BrokerConnection> {
    const connection = new BrokerConnection(address, answerMs);
    await once(connection.#socket, 'connect');
    return connection;
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  ask<T>({ api, body, read }: Call<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (!this.isOpen) throw new Error('the connection was closed');
      this.#waiting.push({ take: (answer) => resolve(read(answer)), fail: reject });
      this.#socket.write(request(api, this.#asked++, body));
    });
  }

  close(): void {
    this.#end(new Error('the connection was closed'));
  }

  #arrive(bytes: Buffer): void {
    for (let at = 0; at < bytes.length && this.isOpen; ) {
      const copied = bytes.copy(this.#answer, this.#filled, at, at + this.#needed - this.#filled);
      at += copied;
      this.#filled += copied;
      if (this.#filled < this.#needed) return;
      if (this.#needed === LENGTH) this.#expect(this.#answer.readUInt32BE());
      else this.#deliver();
    }
  }

  #expect(length: number): void {
    this.#needed = LENGTH + length;
    if (length < HEAD - LENGTH || length > LONGEST) this.#end(new Error('what it says is no answer'));
    else if (this.#needed > this.#answer.length) {
      const longer = Buffer.allocUnsafeSlow(this.#needed);
      this.#answer.copy(longer, 0, 0, LENGTH);
      this.#answer = longer;
    }
  }

  #deliver(): void {
    const waiting = this.#waiting.shift();
    if (this.#answer.readUInt32BE(LENGTH) !== this.#answered || !waiting) {
      this.#end(new Error('it answers what it was not asked'), waiting);
      return;
    }
    this.#answered++;
    const answer = this.#answer.subarray(HEAD, this.#needed);
    this.#filled = 0;
    this.#needed = LENGTH;
    try {
      waiting.take(answer);
    } catch (problem) {
      waiting.fail(problem);
    }
  }

  #end(why: Error, ...others: (Waiting | undefined)[]): void {
    // While connecting, whoever opens it waits for the error.
    this.#socket.destroy(this.#socket.connecting ? why : undefined);
    for (const waiting of [...others, ...this.#waiting.splice(0)]) waiting?.fail(why);
  }
}

function request({ key, version }: Call<unknown>['api'], number: number, body: Buffer): Buffer {
  const head = Buffer.alloc(LENGTH + 10 + CLIENT.length);
  let at = head.writeInt32BE(head.length - LENGTH + body.length);
  at = head.writeInt16BE(key, at);
  at = head.writeInt16BE(version, at);
  at = head.writeInt32BE(number, at);
  at = head.writeInt16BE(CLIENT.length, at);
  head.write(CLIENT, at);
  return Buffer.concat([head, body]);
}
