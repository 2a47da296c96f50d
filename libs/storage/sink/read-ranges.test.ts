import { expect, test } from '@jest/globals';
import type { EventLog } from '../event-log/event-log.ts';
import { readAgain, readAhead } from './read-ranges.ts';

/** A log of one partition that holds these offsets, and says later that it keeps what lies from `low` on. */
function logOf(positions: readonly number[], low: number, head: number): EventLog {
  return {
    ...{ id: 'test', partitions: 1, owned: () => [0], close: async () => undefined },
    heads: async () => [head],
    lows: async () => [low],
    read: async (part, from, maxRows) =>
      positions
        .filter((pos) => pos >= from)
        .slice(0, maxRows)
        .map((pos) => ({ part, pos, body: '', eventId: null })),
  };
}

const gap = (from: number, to: number) => ({ part: 0, from, to });

test('what was read before the log let go of it is no gap', async () => {
  const { gaps, ranges } = await readAhead(logOf([5, 6, 7], 7, 8), [{ part: 0, next: 0 }], 100);
  expect({ gaps, ranges }).toEqual({ gaps: [gap(0, 5)], ranges: [gap(0, 8)] });
});

test('offsets that are missing where the log still keeps what came before are none', async () => {
  const { gaps } = await readAhead(logOf([5, 6, 7], 0, 8), [{ part: 0, next: 0 }], 100);
  expect(gaps).toEqual([]);
});

test('a batch that was begun and is gone from the log is a gap up to where it went', async () => {
  const again = await readAgain(logOf([9], 9, 10), [gap(2, 6)]);
  expect({ gaps: again.gaps, ranges: again.ranges, records: again.records }).toEqual({
    ...{ gaps: [gap(2, 9)], ranges: [gap(2, 9)], records: [] },
  });
});

test('a batch shares its rows and its 8 MB among the partitions that have something to give', async () => {
  const asked: [part: number, rows: number, bytes: number | undefined][] = [];
  const log: EventLog = {
    ...logOf([], 0, 0),
    heads: async () => [1000, 1000, 0, 1000, 1000],
    read: async (part, from, maxRows, maxBytes) => {
      asked.push([part, maxRows, maxBytes]);
      return [{ part, pos: from, body: '', eventId: null }];
    },
  };
  await readAhead(
    log,
    [0, 1, 2, 3, 4].map((part) => ({ part, next: 0 })),
    1000,
  );
  expect(asked).toEqual([0, 1, 3, 4].map((part) => [part, 250, 2 * 1024 * 1024]));
});

test('a cursor beyond the end of the log is of another log', async () => {
  await expect(readAhead(logOf([], 0, 3), [{ part: 0, next: 4 }], 100)).rejects.toMatchObject({
    code: 'log-behind-cursor',
  });
});
