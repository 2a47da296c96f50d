import type { LogRecord } from '../event-log.ts';

/** The records of one partition that were fetched and not yet passed by their reader: `start` up to `next`. */
export class RecordWindow {
  #start: number | undefined;
  #next: number | undefined;
  #records: LogRecord[] = [];
  #bytes = 0;

  /** The first offset that is not fetched yet; undefined until the window stands anywhere. */
  get next(): number | undefined {
    return this.#next;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Lets go of what lies before `from`. False when the window does not reach there: then move it. */
  passTo(from: number): boolean {
    if (this.#start === undefined || this.#next === undefined) return false;
    if (from < this.#start || from > this.#next) return false;
    const passed = this.#records.findIndex(({ pos }) => pos >= from);
    const gone = this.#records.splice(0, passed === -1 ? this.#records.length : passed);
    for (const record of gone) this.#bytes -= size(record);
    this.#start = from;
    return true;
  }

  /** Empties the window; the next record that belongs here is the first one at or after `from`. */
  moveTo(from: number): void {
    this.#start = from;
    this.#next = from;
    this.#records = [];
    this.#bytes = 0;
  }

  /** Takes what was fetched, in offset order. Records that are here already are left out. */
  append(records: readonly LogRecord[]): void {
    for (const record of records) {
      if (this.#next !== undefined && record.pos < this.#next) continue;
      this.#start ??= record.pos;
      this.#next = record.pos + 1;
      this.#bytes += size(record);
      this.#records.push(record);
    }
  }

  /** The first records: at most `maxRows`, none after `maxBytes` are reached. They stay until they are passed. */
  peek(maxRows: number, maxBytes: number): LogRecord[] {
    let bytes = 0;
    const end = this.#records.findIndex((record, index) => {
      const full = index >= maxRows || bytes >= maxBytes;
      bytes += size(record);
      return full;
    });
    return this.#records.slice(0, end === -1 ? this.#records.length : end);
  }
}

const size = (record: LogRecord): number => Buffer.byteLength(record.body);
