import { expect, test } from '@jest/globals';
import type { RelayOutcome } from './relay.ts';
import { runRelay } from './run-relay.ts';

const carried = (events: number): RelayOutcome => ({ kind: 'carried', events });

/** Lets the loop run through these turns, the last of which it rests after; how long it rested, and what it told. */
async function through(...turns: readonly (RelayOutcome | Error)[]) {
  const left = [...turns];
  const stopping = new AbortController();
  const rests: number[] = [];
  const told: string[] = [];
  const runOnce = async () => {
    const turn = left.shift();
    if (turn === undefined) throw new Error('it ran on after it was to stop');
    if (turn instanceof Error) throw turn;
    return turn;
  };
  await runRelay(
    { runOnce },
    {
      signal: stopping.signal,
      onProblem: (problem) => told.push(String(problem)),
      onRun: () => told.push('run'),
      rest: async (ms) => {
        rests.push(ms);
        if (left.length === 0) stopping.abort();
      },
    },
  );
  return { rests, told };
}

test('behind a batch the next one follows at once, and nothing at all is looked for ten times a second', async () => {
  expect((await through(carried(2000), carried(2000), carried(3), carried(0), carried(0))).rests).toEqual([
    100, 100,
  ]);
});

test('a relay that was superseded leaves the outbox to the other one for ten seconds', async () => {
  expect((await through({ kind: 'superseded' }, carried(0))).rests).toEqual([10_000, 100]);
});

test('one that fails says so, tries again a second later, and says when it does not fail any more', async () => {
  const { rests, told } = await through(new Error('no broker'), new Error('no broker'), carried(0));
  expect(rests).toEqual([1000, 1000, 100]);
  expect(told).toEqual(['Error: no broker', 'Error: no broker', 'run']);
});

test('a relay that is told to stop while it rests stops then', async () => {
  const stopping = new AbortController();
  const runs = runRelay(
    { runOnce: async () => ({ kind: 'superseded' }) },
    { signal: stopping.signal, onProblem: () => undefined, onRun: () => stopping.abort() },
  );
  await runs;
  expect(stopping.signal.aborted).toBe(true);
});
