import { expect, test } from '@jest/globals';
import { announceProcess, forgetProcess, listProcesses, PROCESS_GONE_MS } from '#storage';
import { testDatabase } from '../support/test-database.ts';

const { sql } = await testDatabase();
const start = Date.UTC(2026, 0, 5);
const process = (n: number, roles: string[]) => ({
  id: `00000000-0000-4000-8000-00000000000${n}`,
  ...{ roles, host: 'somewhere', pid: n, startedAt: start },
});
const api = process(1, ['api', 'collect']);
const sink = process(2, ['sink']);

test('who gives a sign of life is there, and is gone some time after the last one', async () => {
  await announceProcess(sql, api, start);
  await announceProcess(sql, sink, start);
  expect(await listProcesses(sql, start)).toEqual([api, sink]);
  await announceProcess(sql, api, start + PROCESS_GONE_MS);
  expect(await listProcesses(sql, start + PROCESS_GONE_MS)).toEqual([api, sink]);
  expect(await listProcesses(sql, start + PROCESS_GONE_MS + 1)).toEqual([api]);
  await announceProcess(sql, sink, start + PROCESS_GONE_MS + 1);
  expect(await listProcesses(sql, start + PROCESS_GONE_MS + 1)).toEqual([api, sink]);
});

test('who ends in order is gone at once', async () => {
  await forgetProcess(sql, sink.id);
  expect(await listProcesses(sql, start + PROCESS_GONE_MS)).toEqual([api]);
});

test('who has been gone for long is cleared away by the others', async () => {
  await announceProcess(sql, sink, start + 20 * PROCESS_GONE_MS);
  expect(await sql`select id from process`).toEqual([{ id: sink.id }]);
});
