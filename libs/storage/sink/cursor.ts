/** Names one sink's cursors in one log. */
export interface SinkId {
  readonly sink: string;
  readonly logId: string;
}

/** The records of one partition from `from` up to, but not including, `to`. */
export interface Range {
  readonly part: number;
  readonly from: number;
  readonly to: number;
}

/** A range, and the epoch under which this sink holds its partition. */
export interface FencedRange extends Range {
  readonly epoch: number;
}
