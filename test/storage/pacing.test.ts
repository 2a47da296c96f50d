import { expect, test } from '@jest/globals';
import { decideDue } from '#runtime';
import {
  commitPacing,
  findMailbox,
  type PacedMail,
  pastMails,
  type StoredWaitingMail,
  saveMailbox,
  saveSettings,
  settleTurns,
  waitingMails,
} from '#storage';
import { DAY, email, MONDAY, testEngine } from '../support/test-engine.ts';

const { sql, engine, workspaceId, publishFile, enrollOne } = await testEngine();
for (const key of ['one', 'two', 'three']) await publishFile({ key, steps: [email('hi', { day: 0 })] });

const at = { now: MONDAY, leaseMs: 60_000 };
const going = (mail: StoredWaitingMail, more: Partial<PacedMail> = {}): PacedMail => ({
  ...{ no: mail.no, visit: mail.visit, attempt: mail.attempt, contactId: mail.contactId },
  ...{ goes: true, waitsUntil: null, mailboxId: null, mailCount: null },
  ...more,
});

/** Mails of one contact in three sequences, decided and not asked about. */
async function waiting(id: string): Promise<StoredWaitingMail[]> {
  for (const key of ['one', 'two', 'three']) await enrollOne(key, { id }, MONDAY);
  await settleTurns(sql, { now: MONDAY, limit: 10 });
  await decideDue(engine, MONDAY);
  const mails = await waitingMails(sql, { now: MONDAY, limit: 100 });
  return mails.filter(({ person }) => person.id === id);
}

test('of the mails to one contact that were worked out from the same count, one starts', async () => {
  await saveSettings(sql, workspaceId, { caps: [{ max: 1, per: DAY }] });
  const mails = await waiting('ada');
  expect(mails).toHaveLength(3);
  const commits = mails.map((mail) =>
    commitPacing(sql, at, [going(mail, { mailCount: mail.mailCount })], []),
  );
  const started = (await Promise.all(commits)).map(({ sendings }) => sendings.length);
  expect(started.toSorted()).toEqual([0, 0, 1]);
  // Whoever comes later with the old count is too late as well, and one who has read the new one is not.
  const [left] = (await waitingMails(sql, { now: MONDAY, limit: 100 })).filter(
    ({ person }) => person.id === 'ada',
  );
  if (left === undefined) throw new Error('two mails still wait');
  expect(left.mailCount).toBe(1);
  expect((await commitPacing(sql, at, [going(left, { mailCount: 0 })], [])).moved).toBe(0);
  expect((await commitPacing(sql, at, [going(left, { mailCount: 1 })], [])).moved).toBe(1);
});

test('of the mails that were worked out from the same state of a mailbox, one starts, and no slot is lost to the others', async () => {
  const made = {
    key: 'eve',
    address: 'eve@example.com',
    name: '',
    dailyCap: null,
    minGap: DAY,
    jitter: 0,
    timezone: 'UTC',
  };
  const unused = { state: 'active' as const, freeAt: 0, lastAt: null, used: 0 };
  await saveMailbox(sql, at, workspaceId, { ...made, ...unused }, null);
  const mails = await waiting('bob');
  const before = await findMailbox(sql, workspaceId, 'eve');
  if (before === null) throw new Error('it was saved');
  const use = { id: before.id, version: before.version, freeAt: MONDAY + DAY, lastAt: MONDAY, used: 1 };
  const commits = mails.map((mail) => commitPacing(sql, at, [going(mail, { mailboxId: before.id })], [use]));
  const started = (await Promise.all(commits)).map(({ sendings }) => sendings.length);
  expect(started.toSorted()).toEqual([0, 0, 1]);
  const after = await findMailbox(sql, workspaceId, 'eve');
  expect(after).toMatchObject({ version: before.version + 1, used: 1, freeAt: MONDAY + DAY });

  // A mail that somebody else has started by now takes no slot.
  const gone = mails[started.indexOf(1)];
  if (gone === undefined || after === null) throw new Error('one was started');
  const late = { ...use, version: after.version, used: 2 };
  expect((await commitPacing(sql, at, [going(gone, { mailboxId: before.id })], [late])).moved).toBe(0);
  expect(await findMailbox(sql, workspaceId, 'eve')).toEqual(after);
});

test('a mail of an enrollment that was paused, held or suppressed meanwhile does not start', async () => {
  await sql`delete from mailbox`;
  const [paused, held, gone] = await waiting('kim');
  if (!paused || !held || !gone) throw new Error('three mails wait');
  await sql`update enrollment set state = 'paused' where no = ${paused.no}`;
  await sql`update enrollment set turn = 'waits', waits_since = enrolled_at where no = ${held.no}`;
  expect((await commitPacing(sql, at, [going(paused), going(held)], [])).sendings).toEqual([]);
  await sql`
    insert into suppression (workspace_id, holder_key, reason, since)
    select workspace_id, address_key, 'unsubscribed', created_at from contact where external_id = 'kim'`;
  const { sendings } = await commitPacing(sql, at, [going(gone)], []);
  expect(sendings.map(({ state }) => state)).toEqual(['suppressed']);
});

test('a mail that is on its way, sent or of unknown fate counts under a cap; one that waits or was refused does not', async () => {
  const mails = await waiting('max');
  const states = {
    sending: true,
    sent: true,
    unknown: true,
    new: false,
    rejected: false,
    suppressed: false,
    closed: false,
  };
  const [mail] = mails;
  if (mail === undefined) throw new Error('three mails wait');
  for (const [state, counts] of Object.entries(states)) {
    await sql`update touch set state = ${state} where enrollment_no = ${mail.no}`;
    const past = await pastMails(sql, { contacts: [mail.contactId], since: MONDAY - DAY, now: MONDAY });
    expect([state, past.length]).toEqual([state, counts ? 1 : 0]);
  }
});
