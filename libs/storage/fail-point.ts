/**
 * The moments at which a process that carries events, rebuilds tables or forgets people may die and leave something half
 * done. The kill tests (`test/kill`) go through this list: at each of them a real process is killed, and the counts must
 * be exact.
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
  /** It is written down that tables are rebuilt. */
  'rebuild.noted',
  /** The new tables are there, and empty. */
  'rebuild.made',
  /** The new tables are filled, and nothing says so. */
  'rebuild.filled',
  /** It is written down that they are filled. */
  'rebuild.ready',
  'rebuild.exchanged',
  /** The sink was sent back. */
  'rebuild.rewound',
  /** The old tables are gone, the rebuild is not known to be over. */
  'rebuild.dropped',
  'rebuild.ended',
  /** The log knows the erased no more. */
  'erase.log',
  'erase.letters',
  /** What was on its way is in ClickHouse. */
  'erase.carried',
  /** ClickHouse knows the erased no more, nothing says so. */
  'erase.events',
  'erase.noted',
  /** The files of PostgreSQL are written anew, nothing says so. */
  'erase.files',
] as const;

export type FailPointName = (typeof FAIL_POINTS)[number];

/** Is told of each moment as it is reached. In production nobody listens. */
export type FailPoint = (reached: FailPointName) => void;

export const noFailPoint: FailPoint = () => {};
