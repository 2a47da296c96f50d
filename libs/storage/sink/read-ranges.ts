import { type EventLog, type LogRecord, MAX_BYTES } from '../event-log/event-log.ts';
import { logBehindCursor } from '../event-log/event-log-error.ts';
import type { Range } from './cursor.ts';

export interface Reading {
  readonly ranges: readonly Range[];
  readonly records: readonly LogRecord[];
  readonly gaps: readonly Range[];
  /** The log went on after these ranges when it was asked. */
  readonly more: boolean;
}

/**
 * Reads on from the cursors, at most `maxRows` and 8 MB in all, spread over the partitions that have something to give;
 * over both by a row a partition at most.
 */
export async function readAhead(
  log: EventLog,
  cursors: readonly { readonly part: number; readonly next: number }[],
  maxRows: number,
): Promise<Reading> {
  const heads = await log.heads();
  // Nothing would be read of a topic that was made anew, until it is longer than the cursor: what came first is passed over.
  const beyond = cursors.find(({ part, next }) => next > (heads[part] ?? 0));
  if (beyond) throw logBehindCursor(beyond.part, beyond.next, heads[beyond.part]);
  const behind = cursors.filter(({ part, next }) => (heads[part] ?? 0) > next);
  const rows = Math.max(1, Math.floor(maxRows / behind.length));
  const bytes = Math.floor(MAX_BYTES / behind.length);
  const pieces = await Promise.all(
    behind.map(async ({ part, next }) => {
      const records = await log.read(part, next, rows, bytes);
      return { part, from: next, records, to: (records.at(-1)?.pos ?? next - 1) + 1 };
    }),
  );
  const more = pieces.some(({ part, to, records }) => records.length > 0 && to < (heads[part] ?? 0));
  return { ...(await assemble(log, pieces)), more };
}

/** Reads exactly these ranges again; what the log no longer keeps of them is a gap. */
export async function readAgain(log: EventLog, ranges: readonly Range[]): Promise<Reading> {
  const pieces = await Promise.all(
    ranges.map(async (range) => ({ ...range, records: await readWhole(log, range) })),
  );
  // What follows was to be read when this was begun.
  return { ...(await assemble(log, pieces)), more: true };
}

async function readWhole(log: EventLog, { part, from, to }: Range): Promise<readonly LogRecord[]> {
  const records: LogRecord[] = [];
  for (let next = from; next < to; ) {
    const page = await log.read(part, next, to - next);
    const last = page.at(-1);
    if (last === undefined) {
      const low = (await log.lows())[part] ?? 0;
      if (low >= to) break;
      // Not lost, only not given now: to go on would be to skip it.
      throw new Error(
        `The event log gave nothing of partition ${part} from offset ${next} to ${to}, which it holds.`,
      );
    }
    records.push(...page.filter(({ pos }) => pos < to));
    next = last.pos + 1;
  }
  return records;
}

/** Where records are missing at the start of a piece, only the log's low-water mark can say that they are lost. */
async function assemble(
  log: EventLog,
  pieces: readonly (Range & { readonly records: readonly LogRecord[] })[],
): Promise<Omit<Reading, 'more'>> {
  const whole = pieces.every(({ from, records }) => records[0]?.pos === from);
  const lows = whole ? [] : await log.lows();
  const ranges: Range[] = [];
  const gaps: Range[] = [];
  for (const { part, from, to, records } of pieces) {
    const low = lows[part] ?? 0;
    const end = records.length > 0 ? to : Math.max(to, low);
    if (end > from) ranges.push({ part, from, to: end });
    if (low > from) gaps.push({ part, from, to: Math.min(low, records[0]?.pos ?? low) });
  }
  return { ranges, gaps, records: pieces.flatMap((piece) => piece.records) };
}
