import { expect, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { ActedOn } from '#runtime';
import { ActLoop } from './act-loop.ts';

const said: string[] = [];
const say = (line: unknown) => said.push(String(line));
Logger.overrideLogger({ log: () => {}, warn: say, error: say });

const NOTHING: ActedOn = { calls: 0, acted: 0, refused: 0, failures: [] };
const SOME: ActedOn = { ...NOTHING, calls: 3, acted: 30 };
const call = { workspaceId: 1, source: 'test', events: [], now: 0 };

/** A loop on a clock of its own that runs through these turns and rests after the last one; what it did, in order. */
async function runThrough(
  turns: readonly (ActedOn | Error)[],
  meanwhile: (loop: ActLoop, did: readonly string[]) => unknown = () => {},
): Promise<{ did: string[]; failing: boolean[] }> {
  const [left, did, failing]: [(ActedOn | Error)[], string[], boolean[]] = [[...turns], [], []];
  let now = 0;
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const loop: ActLoop = new ActLoop(
    {
      store: async ({ events }) => ({ accepted: events.length, duplicates: 0, rejected: [] }),
      count: async () => 0,
      act: async () => {
        did.push('act');
        const turn = left.shift() ?? NOTHING;
        if (turn instanceof Error) throw turn;
        return turn;
      },
    },
    {
      now: () => now,
      rest: async (ms) => {
        now += ms;
        did.push(`rest ${ms}`);
        failing.push(loop.isFailing);
        await meanwhile(loop, did);
        if (left.length > 0) return;
        void loop.beforeApplicationShutdown();
        finish();
      },
    },
  );
  loop.onApplicationBootstrap();
  await finished;
  await loop.beforeApplicationShutdown();
  return { did, failing };
}

test('stored calls act one batch after the other; then it looks every 5 s whether another process left some', async () => {
  const { did } = await runThrough([SOME, SOME, NOTHING, NOTHING]);
  expect(did).toEqual(['act', 'act', 'act', 'rest 5000', 'act', 'rest 5000']);
});

test('calls that come in are let pass, but none waits longer than 10 s', async () => {
  const { did } = await runThrough([NOTHING, SOME, SOME, NOTHING], (loop) => loop.take(call));
  const first = did.indexOf('rest 5000') + 1;
  const passing = did.slice(first, did.indexOf('act', first));
  expect(new Set(passing)).toEqual(new Set(['rest 50']));
  expect(passing).toHaveLength(10_000 / 50);
  // Behind that it works without a pause until nothing is left.
  expect(did.slice(first + passing.length, first + passing.length + 3)).toEqual(['act', 'act', 'act']);
});

test('when it fails it tries again after longer and longer, 15 s at most, and says so to who asks', async () => {
  const away = new Error('no answer');
  const { did, failing } = await runThrough([away, away, away, away, away, away, SOME, NOTHING]);
  const rests = did.filter((what) => what.startsWith('rest'));
  expect(rests).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 5000].map((ms) => `rest ${ms}`));
  expect(failing).toEqual([true, true, true, true, true, true, false]);
  expect(said.filter((line) => line.includes('no answer'))).toHaveLength(6);
});

test('calls that break beside others that act are said, and hold the others up for no moment', async () => {
  const before = said.length;
  const { did, failing } = await runThrough([
    { ...SOME, failures: [new Error('one of them')] },
    { ...NOTHING, failures: [new Error('all of them')] },
    ...[SOME, NOTHING],
  ]);
  expect(did).toEqual(['act', 'act', 'rest 500', 'act', 'act', 'rest 5000']);
  expect(failing).toEqual([true, false]);
  expect(said.slice(before)).toEqual([
    expect.stringContaining('one of them'),
    expect.stringContaining('all of them'),
  ]);
});

test('who asks that everything acts is told of a call that breaks, once the others have acted', async () => {
  const turns = [{ ...SOME, failures: [new Error('broken')] }, SOME, NOTHING];
  const loop = new ActLoop({
    store: async () => ({ accepted: 0, duplicates: 0, rejected: [] }),
    count: async () => 3 * SOME.acted,
    act: async () => turns.shift() ?? NOTHING,
  });
  await expect(loop.drain()).rejects.toThrow('broken');
  expect(turns).toEqual([]);
});

test('what waits is counted by one call at a time, however long that takes', async () => {
  let now = 0;
  let counting = 0;
  const counts: (() => void)[] = [];
  const loop = new ActLoop(
    {
      store: async () => ({ accepted: 0, duplicates: 0, rejected: [] }),
      act: async () => NOTHING,
      count: () => {
        counting++;
        return new Promise((resolve) => counts.push(() => resolve(7)));
      },
    },
    { now: () => now },
  );
  const taken = [loop.take(call)];
  for (let second = 1; second < 10; second++) {
    now = second * 1_000;
    taken.push(loop.take(call));
  }
  expect(counting).toBe(1);
  counts[0]?.();
  await Promise.all(taken);
});

test('a call that breaks is said and tried again; refused events are said with where to look', async () => {
  await runThrough([{ ...SOME, refused: 2, failures: [new Error('broken')] }, NOTHING]);
  expect(said).toContainEqual(expect.stringContaining('GET /v1/events/refused'));
  expect(said).toContainEqual(expect.stringContaining('broken'));
});

test('when more waits than can act soon, a call is refused with a way out', async () => {
  const store = async () => ({ accepted: 0, duplicates: 0, rejected: [] });
  let waiting = 11;
  let now = 0;
  const loop = new ActLoop(
    { store, act: async () => NOTHING, count: async () => waiting },
    { now: () => now, mostWaiting: 10 },
  );
  await expect(loop.take(call)).rejects.toMatchObject({ code: 'too-many-calls', fix: expect.any(String) });
  waiting = 10;
  now += 1_000;
  await expect(loop.take(call)).resolves.toMatchObject({ accepted: 0 });
});

test('who has what waits act does not wait for what comes meanwhile', async () => {
  let acts = 0;
  const loop = new ActLoop({
    store: async () => ({ accepted: 0, duplicates: 0, rejected: [] }),
    count: async () => 2 * SOME.acted,
    act: async () => {
      acts++;
      return SOME;
    },
  });
  await loop.drain();
  expect(acts).toBe(2);
});

test('a call that was stored wakes the loop, and a process that ends waits for what acts', async () => {
  const acts: (() => void)[] = [];
  let told = () => {};
  const next = () =>
    new Promise<void>((resolve) => {
      told = resolve;
    });
  const loop = new ActLoop(
    {
      store: async () => ({ accepted: 0, duplicates: 0, rejected: [] }),
      count: async () => 0,
      act: () =>
        new Promise((resolve) => {
          acts.push(() => resolve(NOTHING));
          told();
        }),
    },
    {
      rest: (ms, signal) =>
        new Promise((resolve) => {
          if (ms < 1_000 || signal.aborted) return resolve();
          signal.addEventListener('abort', () => resolve());
          told();
        }),
    },
  );
  const acting = next();
  loop.onApplicationBootstrap();
  await acting;
  const resting = next();
  acts[0]?.();
  await resting;
  const woken = next();
  await loop.take(call);
  await woken;
  let hasEnded = false;
  const ending = loop.beforeApplicationShutdown().then(() => {
    hasEnded = true;
  });
  await new Promise(setImmediate);
  expect(hasEnded).toBe(false);
  acts[1]?.();
  await ending;
  expect(acts).toHaveLength(2);
});
