import { expect, test } from '@jest/globals';
import { type Row, readRows, type Stop } from './read-rows.ts';

async function* pieces(...texts: string[]): AsyncGenerator<string> {
  yield* texts;
}

async function rowsOf(most: number, ...texts: string[]): Promise<(Row | Stop)[]> {
  const rows: (Row | Stop)[] = [];
  for await (const row of readRows(pieces(...texts), { delimiter: ',', from: 1, most })) rows.push(row);
  return rows;
}

test('a file of as many rows as may be is read to its end, and of a longer one no more', async () => {
  expect(await rowsOf(3, 'id\n', 'a\nb')).toHaveLength(3);
  for (const texts of [['id\na\nb\nc\nd\n'], ['id\n', 'a\nb\n', 'c\nd'], ['id\na\nb\nc']]) {
    const rows = await rowsOf(3, ...texts);
    expect(rows).toHaveLength(4);
    expect(rows[3]).toMatchObject({
      line: 4,
      stops: expect.stringContaining('more than the 3 rows'),
      fix: expect.stringContaining('another file'),
    });
  }
});
