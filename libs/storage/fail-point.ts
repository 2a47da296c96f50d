/**
 * The moments at which a process that carries events may die and leave something half done. The kill tests
 * (`test/kill`) go through this list: at each of them a real process is killed, and the counts must be exact.
 */
export const FAIL_POINTS = [
  /** The relay has taken the cursors, and read nothing yet. */
  'relay.claimed',
  'relay.read',
  /** The batch is on its way to the outer log. */
  'relay.writing',
  /** The outer log has it, the cursors do not say so. */
  'relay.written',
  'relay.advanced',
  /** The sink has taken the cursors of its partitions. */
  'sink.claimed',
  'sink.read',
  /** What is to be inserted is written down. */
  'sink.begun',
  /** The batch is on its way into ClickHouse. */
  'sink.inserting',
  /** Of a batch that was refused, the first half is in. */
  'sink.halved',
  /** ClickHouse has the batch, the cursors do not say so. */
  'sink.inserted',
  'sink.finished',
] as const;

export type FailPointName = (typeof FAIL_POINTS)[number];

/** Is told of each moment as it is reached. In production nobody listens. */
export type FailPoint = (reached: FailPointName) => void;

export const noFailPoint: FailPoint = () => {};
