/** One event as the log holds it. */
export interface LogRecord {
  readonly part: number;
  /** The offset in this log: grows within a partition, and names one record of it for good. */
  readonly pos: number;
  /** The raw JSON text of one LoggedEvent (#engine). */
  readonly body: string;
  /** Null when the record does not say which event it carries: such a record is a dead letter. */
  readonly eventId: string | null;
}

/**
 * The event log as its readers see it: partitions of records in a fixed order, pulled by offset. A reader keeps
 * its own cursor; the log remembers nothing that correctness depends on.
 */
export interface EventLog {
  /** Another id is another log: cursors do not carry over. */
  readonly id: string;
  readonly partitions: number;
  /**
   * It is the table in PostgreSQL itself: nothing waits to be carried to it, and whom Crest forgets goes from its records.
   * Else a relay carries to it, and records stay as they were carried.
   */
  readonly isOutbox?: boolean;

  /**
   * The partitions that this reader may read now, ascending. All of them, unless readers share the log as a group;
   * then it changes while they come and go, and a partition can be with two of them for a moment: fence the writes.
   */
  owned(): readonly number[];

  /** The next offset of each partition. */
  heads(): Promise<readonly number[]>;

  /** The first offset that each partition still keeps; equal to its head when it holds nothing. */
  lows(): Promise<readonly number[]>;

  /**
   * The records of a partition from `from` on, in offset order: at most `maxRows`, and no more after `maxBytes` of
   * bodies are reached (MAX_BYTES unless told; one record is always allowed). The first one lies beyond `from` when the log no longer keeps
   * what stood there.
   *
   * Empty means that nothing stood at or after `from` when it was asked, or that the partition is not owned.
   * Rejects with a DomainError when the log cannot be reached (`log-unavailable`), and when `from` lies beyond the head
   * (`log-behind-cursor`): then this is not the log that the cursor belongs to.
   */
  read(part: number, from: number, maxRows: number, maxBytes?: number): Promise<readonly LogRecord[]>;

  /** Advice for lag tools: what lies below `next` of these partitions has been dealt with. Nothing waits for it. */
  committed?(next: ReadonlyMap<number, number>): void;

  close(): Promise<void>;
}

/** How many bytes of bodies one read brings along, unless it is told. */
export const MAX_BYTES = 8 * 1024 * 1024;
