import { expect, test } from '@jest/globals';
import { type Engine, runOnce } from '#runtime';
import { busy, scriptedMailer } from '../support/mail/scripted-mailer.ts';
import { DAY, email, HOUR, MONDAY, testEngine } from '../support/test-engine.ts';

const { sql, engine, publishFile, enrollOne, tell } = await testEngine();

const standing = async (no: number) => {
  const [row] = await sql<{ state: string; reason: string | null }[]>`
    select state, reason from enrollment where no = ${no}`;
  return row;
};
const touchesOf = async (no: number) =>
  (await sql<{ state: string }[]>`select state from touch where enrollment_no = ${no} order by visit`).map(
    ({ state }) => state,
  );

test('a mail that cannot be written ends its enrollment, and what else was open of it', async () => {
  await publishFile({
    key: 'holey',
    minGap: '0s',
    steps: [
      { key: 'call', type: 'task', channel: 'call', title: 'Call', day: 0 },
      email('fine', { day: 0 }),
      { ...email('holey', { day: 0 }), body: 'Greetings to {{company}}.' },
      email('never', { day: 5 }),
    ],
  });
  const { mailer, answer } = scriptedMailer();
  answer(busy);
  const busyEngine: Engine = { ...engine, mailer };
  const { no } = await enrollOne('holey', { id: 'ada' }, MONDAY);
  await runOnce(busyEngine, MONDAY);
  expect(await standing(no)).toMatchObject({ state: 'failed' });
  expect(await touchesOf(no)).toEqual(['closed', 'closed', 'rejected']);
});

test('a mail that waits to be tried again goes out though an exit step comes behind it', async () => {
  await publishFile({
    key: 'leaving',
    steps: [email('last', { day: 0 }), { key: 'leave', type: 'exit', reason: 'done here' }],
  });
  const { mailer, journal, answer } = scriptedMailer();
  const fickle: Engine = { ...engine, mailer };
  answer(busy);
  const { no } = await enrollOne('leaving', { id: 'bob' }, MONDAY);
  await runOnce(fickle, MONDAY);
  expect(await standing(no)).toEqual({ state: 'exited', reason: 'done here' });
  expect(await touchesOf(no)).toEqual(['new', 'passed']);
  answer(() => ({ result: { kind: 'accepted', providerMessageId: 'x' } }));
  await runOnce(fickle, MONDAY + 12 * HOUR);
  expect(await touchesOf(no)).toEqual(['sent', 'passed']);
  expect(journal).toHaveLength(1);
});

test('a reply after an exit step keeps a mail from going out that still waits', async () => {
  const { mailer, journal, answer } = scriptedMailer();
  const fickle: Engine = { ...engine, mailer };
  answer(busy);
  const { no, id } = await enrollOne('leaving', { id: 'eve' }, MONDAY + DAY);
  await runOnce(fickle, MONDAY + DAY);
  await tell({ type: 'replied', enrollmentId: id }, MONDAY + DAY + HOUR);
  answer(() => ({ result: { kind: 'accepted', providerMessageId: 'x' } }));
  await runOnce(fickle, MONDAY + 2 * DAY);
  expect(await touchesOf(no)).toEqual(['closed', 'passed']);
  expect(journal).toHaveLength(0);
});
