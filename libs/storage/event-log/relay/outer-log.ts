import type { LogRecord } from '../event-log.ts';

/** A log that the outbox is carried to. */
export interface OuterLog {
  /** Another id is another log, carried to from the beginning. */
  readonly id: string;
  readonly partitions: number;
  /** Is told what is going to be written next, and may do what it can before what is on its way has arrived. */
  prepare?(records: readonly LogRecord[]): void;
  /**
   * Puts records at the end of their partitions, in the order given within each. Settles when they are stored for
   * good; after a rejection some of them may be. One call at a time.
   */
  write(records: readonly LogRecord[]): Promise<void>;
  close(): Promise<void>;
}
