import { expect, test } from '@jest/globals';
import { Interrupted, Opened } from './opened.ts';

test('what was opened last is closed first, once, and a failure keeps nothing open', async () => {
  const opened = new Opened();
  const closed: string[] = [];
  const close = async (name: string) => {
    closed.push(name);
    if (name === 'log') throw new Error('log does not close');
  };
  for (const name of ['stores', 'log', 'server']) await opened.take(name, close);
  await expect(opened.close()).rejects.toThrow('log does not close');
  await expect(opened.close()).rejects.toThrow('log does not close');
  expect(closed).toEqual(['server', 'log', 'stores']);
});

test('a start that is stopped opens nothing more', async () => {
  const opened = new Opened();
  await opened.close();
  const closed: string[] = [];
  await expect(opened.take('stores', async (name) => closed.push(name))).rejects.toThrow(Interrupted);
  expect(closed).toEqual(['stores']);
});
