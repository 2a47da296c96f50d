import { expect, test } from '@jest/globals';
import { decideDue, type Engine, runOnce } from '#runtime';
import { setClock, startSending } from '#storage';
import { testExamples } from '../support/test-examples.ts';

const HOUR = 3_600_000;
const { demo, engine, sql, now: start, enrollPeople } = await testExamples({ hours: 9 });

const blind: Engine = { ...engine, mailer: { ...engine.mailer, repeats: 'blind' } };

async function enrollOne(id: string, at: number): Promise<number> {
  const [enrolled] = await enrollPeople('trial-nurture', [id], { at });
  return enrolled?.enrollmentNo ?? 0;
}

const stateOf = async (no: number) => {
  const [touch] = await sql<{ state: string; attempt: number }[]>`
    select state, attempt from touch where enrollment_no = ${no} order by visit limit 1`;
  return touch;
};

/** A sender that took up a mail and died before it could say what came of it. */
async function dieSending(of: Engine, id: string, now: number): Promise<number> {
  const dies: Engine = {
    ...of,
    mailer: { ...of.mailer, send: () => Promise.reject(new Error('the process was killed')) },
  };
  const no = await enrollOne(id, now);
  await expect(runOnce(dies, now)).rejects.toThrow('the process was killed');
  expect(await stateOf(no)).toEqual({ state: 'sending', attempt: 1 });
  return no;
}

test('a mail whose sender died is sent by the next one when its lease is over, and not before', async () => {
  await setClock(sql, start);
  const no = await dieSending(engine, 'keyed', start);
  await runOnce(engine, start + engine.leaseMs - 1);
  expect(await stateOf(no)).toEqual({ state: 'sending', attempt: 1 });
  const { sent } = await runOnce(engine, start + engine.leaseMs);
  expect(sent.map(({ sending }) => sending.no)).toEqual([no]);
  expect(await stateOf(no)).toEqual({ state: 'sent', attempt: 2 });
});

test('with a provider that cannot tell repeats it becomes unknown, and is never sent again', async () => {
  const now = start + HOUR;
  const no = await dieSending(blind, 'blind', now);
  const { sent } = await runOnce(blind, now + 2 * engine.leaseMs);
  expect(sent).toEqual([]);
  expect(await stateOf(no)).toEqual({ state: 'unknown', attempt: 1 });
});

test('a sandbox takes up the mails of a process that was killed, whatever their lease', async () => {
  const now = start + 2 * HOUR;
  await setClock(sql, now);
  const no = await enrollOne('sandbox', now);
  await decideDue(engine, now);
  await startSending(sql, { now, leaseMs: 1e9, limit: 10 });
  await demo.playTo(1);
  expect(await stateOf(no)).toMatchObject({ state: 'sent' });
});
