import { expect, test } from '@jest/globals';
import type { Delivery } from './delivery.ts';
import { GroupCommit } from './group-commit.ts';

const call = (name: string, events = 1, workspaceId = 1): Delivery => ({
  ...{ workspaceId, source: name, events: Array.from({ length: events }), now: 0 },
});

/** A database whose statements end when it is told to, and say then what they were given. */
function database() {
  const taken: string[][] = [];
  const ends: (() => void)[] = [];
  const broken = new Set<string>();
  const group = new GroupCommit(async (_, deliveries) => {
    const names = deliveries.map(({ source }) => source);
    taken.push(names);
    await new Promise<void>((resolve) => ends.push(resolve));
    if (names.some((name) => broken.has(name))) throw new Error(`${names.join()} broke`);
    return deliveries.map(({ events }) => ({
      collected: { accepted: events.length, duplicates: 0, rejected: [] },
    }));
  });
  const endAll = () => {
    for (let end = ends.shift(); end; end = ends.shift()) end();
  };
  return { group, taken, broken, endAll };
}

/** Lets everything happen that can without the database. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('calls that come while others are being written are written together', async () => {
  const { group, taken, endAll } = database();
  const answers = ['a', 'b', 'c', 'd', 'e'].map((name, i) => group.add(call(name, i + 1)));
  expect(taken).toEqual([['a'], ['b']]);
  endAll();
  await settle();
  expect(taken).toEqual([['a'], ['b'], ['c', 'd', 'e']]);
  endAll();
  expect((await Promise.all(answers)).map(({ accepted }) => accepted)).toEqual([1, 2, 3, 4, 5]);
});

test('calls to different workspaces are not written together, nor more events than a statement takes', async () => {
  const { group, taken, endAll } = database();
  const calls = [call('a'), call('b'), call('c'), call('d', 1, 2), call('e', 1_500, 2), call('f', 1_500, 2)];
  const answers = calls.map((each) => group.add(each));
  for (let i = 0; i < 4; i++) {
    endAll();
    await settle();
  }
  expect(taken).toEqual([['a'], ['b'], ['c'], ['d', 'e'], ['f']]);
  endAll();
  await Promise.all(answers);
});

test('a call that breaks the statement breaks none of the others', async () => {
  const { group, broken, endAll } = database();
  broken.add('d');
  const answers = Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map((name) => group.add(call(name))));
  for (let i = 0; i < 4; i++) {
    endAll();
    await settle();
  }
  const settled = await answers;
  expect(settled.map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'fulfilled',
    'rejected',
    'fulfilled',
  ]);
  expect(settled[3]).toMatchObject({ reason: { message: 'd broke' } });
});

test('when too many events wait, a call is refused with a way out; a patient one waits', async () => {
  const { group, endAll, taken } = database();
  const answers = Array.from({ length: 30 }, (_, i) => group.add(call(`${i}`, 1_000)));
  const settled = Promise.allSettled(answers);
  const patient = group.add({ ...call('patient'), patient: true });
  for (let i = 0; i < 30; i++) {
    endAll();
    await settle();
  }
  const refused = (await settled).filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(7);
  for (const refusal of refused) expect(refusal).toMatchObject({ reason: { code: 'too-many-calls' } });
  expect(await patient).toMatchObject({ accepted: 1 });
  expect(taken.flat()).toHaveLength(24);
  // What waited has gone, so that there is room again.
  const next = group.add(call('next'));
  endAll();
  expect(await next).toMatchObject({ accepted: 1 });
});
