import { expect, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { SinkRun } from '#storage';
import { SinkLoop } from './sink-loop.ts';

const NOTHING: SinkRun = { rows: 0, deadLetters: 0, gaps: 0, fenced: false, more: false };
const said: string[] = [];
Logger.overrideLogger({ log: () => {}, warn: () => {}, error: (line: unknown) => said.push(String(line)) });

type Turn = SinkRun | Error;

/** Lets the loop run through these turns, the last of which it rests after; and tells what each rest found. */
async function afterEachTurn<T>(
  turns: readonly Turn[],
  find: (ms: number, loop: SinkLoop) => T,
  owned: () => readonly number[] = () => [0],
): Promise<T[]> {
  const left = [...turns];
  const found: T[] = [];
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const runOnce = async () => {
    const turn = left.shift() ?? NOTHING;
    if (turn instanceof Error) throw turn;
    return turn;
  };
  const loop: SinkLoop = new SinkLoop(
    { runOnce, drain: async () => NOTHING, owned },
    {
      ...{ runs: true, relay: null },
      rest: async (ms) => {
        found.push(find(ms, loop));
        if (left.length > 0) return;
        void loop.beforeApplicationShutdown();
        finish();
      },
    },
  );
  loop.onApplicationBootstrap();
  await finished;
  await loop.beforeApplicationShutdown();
  return found;
}

const rests = (turns: readonly Turn[], owned?: () => readonly number[]) =>
  afterEachTurn(turns, (ms) => ms, owned);

test('behind a batch that has more behind it the next one follows at once', async () => {
  const full = { ...NOTHING, rows: 10_000, more: true };
  expect(await rests([full, full, full, { ...NOTHING, rows: 3 }])).toEqual([1000]);
});

test('a trickle is gathered for a second, and nothing at all is looked for four times a second', async () => {
  expect(await rests([{ ...NOTHING, rows: 1 }, NOTHING, NOTHING])).toEqual([1000, 250, 250]);
});

test('a store that is away is tried again after longer and longer, 30 s at most, and at once normal when it is back', async () => {
  const away = new Error('no answer');
  const turns = [...Array<Turn>(8).fill(away), NOTHING, away];
  expect(await rests(turns)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 250, 500]);
  expect(said).toHaveLength(9);
  expect(said[0]).toBe('The sink failed and tries again in 0.5 s: Error: no answer');
});

test('a sink that was fenced leaves its partitions to the other one for three seconds', async () => {
  const fenced = { ...NOTHING, fenced: true };
  expect(await rests([fenced, { ...NOTHING, more: true }, NOTHING])).toEqual([...Array(12).fill(250), 250]);
});

test('a sink that was fenced because the log gave its partitions away goes on at once with those it has', async () => {
  let calls = 0;
  const fenced = { ...NOTHING, fenced: true };
  expect(await rests([fenced, NOTHING], () => (calls++ === 0 ? [0, 1] : [0]))).toEqual([250]);
});

test('it says that it fails until a run does not', async () => {
  const away = new Error('no answer');
  expect(await afterEachTurn([NOTHING, away, away, NOTHING], (_, loop) => loop.isFailing)).toEqual([
    ...[false, true, true, false],
  ]);
});
