import { expect, test } from '@jest/globals';
import { decideDue, runOnce } from '#runtime';
import {
  commitPacing,
  deleteMailbox,
  findMailbox,
  isAnythingDue,
  nextDue,
  saveMailbox,
  waitingMails,
} from '#storage';
import { DAY, email, MONDAY, testEngine } from '../../support/test-engine.ts';

const { sql, engine, workspaceId, publishFile, enrollOne, mailsTo } = await testEngine();

const rules = { name: '', dailyCap: null, minGap: DAY, jitter: 0, timezone: 'UTC' };
const unused = { state: 'active' as const, freeAt: 0, lastAt: null, used: 0 };
const save = (key: string, freeAt = 0) =>
  saveMailbox(
    sql,
    { now: MONDAY },
    workspaceId,
    { ...rules, ...unused, key, address: `${key}@example.com`, freeAt },
    null,
  );

test('a mail that comes into the queue of a mailbox at the moment it is deleted goes out from another', async () => {
  await publishFile({ key: 'hi', steps: [email('one', { day: 0 })] });
  await save('eve', MONDAY + DAY);
  await enrollOne('hi', { id: 'ada' }, MONDAY);
  await decideDue(engine, MONDAY);
  const [mail] = await waitingMails(sql, { now: MONDAY, limit: 10 });
  const eve = await findMailbox(sql, workspaceId, 'eve');
  if (!mail || !eve) throw new Error('a mail waits for eve');
  await save('bob');
  await deleteMailbox(sql, workspaceId, 'eve');
  const { no, visit, attempt, contactId } = mail;
  const queues = {
    no,
    visit,
    attempt,
    contactId,
    goes: false,
    waitsUntil: null,
    mailboxId: eve.id,
    mailCount: null,
  };
  expect((await commitPacing(sql, { now: MONDAY, leaseMs: 1 }, [queues], [])).moved).toBe(1);
  expect(await isAnythingDue(sql, MONDAY)).toBe(true);
  expect(await nextDue(sql)).toBe(MONDAY);
  await runOnce(engine, MONDAY);
  expect(await mailsTo('ada')).toHaveLength(1);
});
