import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EventLog, LogRecord, NewEvent } from '#storage';
import { newEvent } from './new-event.ts';

/** One log of its own for a test file, empty, and ways to do to it what its readers cannot. */
export interface LogUnderTest {
  readonly log: EventLog;
  append(events: readonly NewEvent[]): Promise<void>;
  /** Opens the same log once more for a reader that shares nothing with the first. Closed by whoever asked. */
  reopen(): Promise<EventLog>;
  /** Forgets what a partition holds below `low`, as retention does. */
  forget(part: number, low: number): Promise<void>;
  close(): Promise<void>;
}

/** What every event log promises to the sink. Each test writes to a partition of its own. */
export function eventLogContract(name: string, make: () => Promise<LogUnderTest>): void {
  describe(name, () => {
    let it: LogUnderTest;
    beforeAll(async () => {
      it = await make();
    });
    afterAll(async () => it.close());

    const write = async (part: number, count: number, filling = '') => {
      const events = Array.from({ length: count }, (_, n) => newEvent(part, { n, filling }));
      await it.append(events);
      return events;
    };

    test('an empty log has eight partitions, all owned, with nothing to read', async () => {
      expect(it.log.partitions).toBe(8);
      expect(it.log.owned()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      expect(await it.log.heads()).toEqual(Array(8).fill(0));
      expect(await it.log.lows()).toEqual(Array(8).fill(0));
      for (const part of it.log.owned()) expect(await it.log.read(part, 0, 10)).toEqual([]);
    });

    test('records come back in the order written, byte for byte, with dense offsets', async () => {
      const odd = ['"\\\n', 'Zoë 💌', '\u2028', '0.1', 'x'.repeat(70_000)];
      const events = odd.map((filling, n) => newEvent(0, { n, filling }));
      await it.append(events);
      const expected = events.map(({ body, eventId }, pos) => ({ part: 0, pos, body, eventId }));
      expect(await it.log.read(0, 0, 100)).toEqual(expected);
      expect(await it.log.read(0, 3, 100)).toEqual(expected.slice(3));
    });

    test('what is written after an empty read is in the next one', async () => {
      for (let from = 0; from < 5; from++) {
        expect(await it.log.read(1, from, 10)).toEqual([]);
        const [event] = await write(1, 1);
        expect(await it.log.read(1, from, 10)).toMatchObject([{ pos: from, eventId: event?.eventId }]);
      }
    });

    test('a read keeps to its rows and its bytes, and always brings one record', async () => {
      await write(2, 10, 'y'.repeat(1000));
      const size = (await it.log.read(2, 0, 1))[0]?.body.length ?? 0;
      expect(positions(await it.log.read(2, 0, 4))).toEqual([0, 1, 2, 3]);
      expect(positions(await it.log.read(2, 0, 10, 1))).toEqual([0]);
      expect(positions(await it.log.read(2, 0, 10, 2 * size))).toEqual([0, 1]);
      expect(positions(await it.log.read(2, 0, 10, 2 * size + 1))).toEqual([0, 1, 2]);
    });

    test('any range can be read again, and is the same again', async () => {
      await write(3, 50);
      const all = await it.log.read(3, 0, 50);
      expect(all).toHaveLength(50);
      for (const from of [20, 0, 49, 10, 10, 50, 5]) {
        expect(await it.log.read(3, from, 20)).toEqual(all.slice(from, from + 20));
      }
    });

    test('a later reader of the same log finds the same id and the same records', async () => {
      await write(4, 5);
      const first = await it.log.read(4, 0, 10);
      const later = await it.reopen();
      try {
        expect(later.id).toBe(it.log.id);
        expect(await readAll(later, 4)).toEqual(first);
      } finally {
        await later.close();
      }
    });

    test('reading up to the heads brings everything, while others write', async () => {
      const writing = Promise.all(
        Array.from({ length: 4 }, async () => {
          for (let batch = 0; batch < 10; batch++) await write(5, 25);
        }),
      );
      let next = 0;
      const drain = async () => {
        const head = (await it.log.heads())[5] ?? 0;
        while (next < head) {
          const records = await it.log.read(5, next, 40);
          expect(positions(records)).toEqual(records.map((_, n) => next + n));
          expect(records.length).toBeGreaterThan(0);
          next += records.length;
        }
      };
      while (next < 500) await drain();
      await writing;
      await drain();
      expect(next).toBe(1000);
    });

    test('a backlog larger than any buffer is read through without a hole', async () => {
      for (let batch = 0; batch < 12; batch++) await write(6, 1000, 'z'.repeat(700));
      const seen = await readAll(it.log, 6);
      expect(positions(seen)).toEqual(Array.from({ length: 12_000 }, (_, n) => n));
    });

    test('a log that lost its beginning starts with the first record it kept', async () => {
      await write(7, 20);
      expect(await it.log.read(7, 0, 3)).toHaveLength(3);
      await it.forget(7, 15);
      expect((await it.log.lows())[7]).toBe(15);
      expect((await it.log.heads())[7]).toBe(20);
      const late = await it.reopen();
      try {
        expect(positions(await readAll(late, 7))).toEqual([15, 16, 17, 18, 19]);
      } finally {
        await late.close();
      }
      await it.forget(7, 20);
      expect((await it.log.lows())[7]).toBe(20);
      expect(await it.log.read(7, 20, 10)).toEqual([]);
    });

    test('reading beyond the head is refused, for then it is another log', async () => {
      const head = (await it.log.heads())[0] ?? 0;
      await expect(it.log.read(0, head + 1, 10)).rejects.toMatchObject({ code: 'log-behind-cursor' });
    });
  });
}

const positions = (records: readonly LogRecord[]) => records.map(({ pos }) => pos);

async function readAll(log: EventLog, part: number): Promise<LogRecord[]> {
  const seen: LogRecord[] = [];
  for (;;) {
    const records = await log.read(part, (seen.at(-1)?.pos ?? -1) + 1, 777);
    if (records.length === 0) return seen;
    seen.push(...records);
  }
}
