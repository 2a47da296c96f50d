import { expect, test } from '@jest/globals';
import { decideDue, type Engine, type Erased, erase, merge, runOnce } from '#runtime';
import { contactNames, eraseContact, mergeContacts } from '#storage';
import { testExamples } from '../support/test-examples.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const { engine, sql, workspaceId, now: start, enrollPeople } = await testExamples({ hours: 9 });

async function enrollOne(id: string, at: number, email = `${id}@example.com`): Promise<number> {
  const [enrolled] = await enrollPeople('trial-nurture', [id], { at, email: () => email });
  return enrolled?.enrollmentNo ?? 0;
}

const stateOf = async (no: number) =>
  (
    await sql<
      { state: string; reason: string | null }[]
    >`select state, reason from enrollment where no = ${no}`
  )[0];
const mailsOf = async (no: number) =>
  await sql<{ recipient: string }[]>`
  select recipient from mail where enrollment_no = ${no} order by captured_at`;
const exitsOf = async (no: number) =>
  await sql<{ reason: string; subject: string }[]>`
  select body->'properties'->>'reason' as reason, body->>'subjectKey' as subject
  from event_log where body->>'type' = 'exited' and (body->>'enrollmentNo')::bigint = ${no}`;
const eraseNow = (id: string, now: number) => erase(engine, { workspaceId, id, now, suppressedBy: 'test' });
const unsettled = async () => (await sql`select from contact where unsettled`).length;

test('an erasure that was cut off after the names were gone is finished by the next run', async () => {
  const no = await enrollOne('cut-off', start);
  await runOnce(engine, start);
  expect(await mailsOf(no)).toHaveLength(1);
  const names = await contactNames(sql, workspaceId, 'cut-off');
  await eraseContact(sql, { workspaceId, names, needles: [], now: start, suppressedBy: null });
  // Killed here. The contact has no name any more, and its sequence goes on all the same, until:
  expect(await stateOf(no)).toMatchObject({ state: 'active' });
  await runOnce(engine, start + DAY);
  expect(await stateOf(no)).toEqual({ state: 'exited', reason: 'erased' });
  expect(await exitsOf(no)).toEqual([{ reason: 'erased', subject: expect.stringMatching(/^erased:/) }]);
  expect(await mailsOf(no)).toHaveLength(0);
  expect(await unsettled()).toBe(0);
  await runOnce(engine, start + 2 * DAY);
  expect(await exitsOf(no)).toHaveLength(1);
});

test('a decision that was taken before an erasure does not write to the contact after it', async () => {
  const no = await enrollOne('in-flight', start);
  // The claim has read the address; the names go while it is being decided, and nothing else has happened yet.
  const slow: Engine = {
    ...engine,
    versions: Object.assign(Object.create(engine.versions), {
      get: async (sequenceId: number, version: number) => {
        const names = await contactNames(sql, workspaceId, 'in-flight');
        if (names.length > 0)
          await eraseContact(sql, { workspaceId, names, needles: [], now: start, suppressedBy: null });
        return await engine.versions.get(sequenceId, version);
      },
    }),
  };
  await decideDue(slow, start);
  const [touch] = await sql<{ state: string }[]>`select state from touch where enrollment_no = ${no}`;
  expect(touch?.state ?? 'none').not.toBe('sending');
  await runOnce(engine, start + HOUR);
  expect(await mailsOf(no)).toHaveLength(0);
  expect(await stateOf(no)).toMatchObject({ state: 'exited' });
});

test('a mail that is on its way out while its contact is erased leaves no copy behind', async () => {
  const no = await enrollOne('sending', start);
  let erased: Erased | undefined;
  const handing: Engine = {
    ...engine,
    mailer: {
      ...engine.mailer,
      send: async (mails, now) => {
        erased ??= await eraseNow('sending', start);
        return await engine.mailer.send(mails, now);
      },
    },
  };
  await runOnce(handing, start);
  expect(erased).toMatchObject({ enrollmentsEnded: 1, complete: false });
  await runOnce(engine, start);
  expect(await mailsOf(no)).toHaveLength(0);
  expect(await unsettled()).toBe(0);
});

test('a merge in the middle of a sequence goes on with the address of the one that stays', async () => {
  const no = await enrollOne('leaves', start);
  await runOnce(engine, start);
  await sql`
    insert into contact (workspace_id, external_id, email, attributes, subject_key, created_at)
    values (${workspaceId}, 'stays', 'stays@example.com', '{"firstName": "Grace", "company": "Navy"}', 'k', '2026-01-05')`;
  await merge(engine, { workspaceId, id: 'leaves', into: 'stays', now: start + HOUR });
  await runOnce(engine, start + 2 * DAY);
  expect((await mailsOf(no)).map(({ recipient }) => recipient)).toEqual([
    'leaves@example.com',
    'stays@example.com',
  ]);
  expect(await exitsOf(no)).toEqual([]);
});

test('a merge that was cut off is finished by the next run: nobody gets a sequence twice', async () => {
  const first = await enrollOne('twin-a', start);
  const second = await enrollOne('twin-b', start + HOUR);
  const numberOf = async (id: string) =>
    (await sql<{ no: number }[]>`select id as no from contact where external_id = ${id}`)[0]?.no ?? 0;
  const pair = { contact: await numberOf('twin-a'), into: await numberOf('twin-b') };
  expect(await mergeContacts(sql, { ...pair, now: start + HOUR })).toBe(1);
  // Killed here: both are on their way under one contact.
  await runOnce(engine, start + DAY);
  expect(await stateOf(first)).toMatchObject({ state: 'active' });
  expect(await stateOf(second)).toEqual({ state: 'exited', reason: 'merged' });
  expect(await mailsOf(second)).toHaveLength(0);
  expect(await unsettled()).toBe(0);
  // It is another name by now: merging the same rows again finds nothing to do.
  expect(await mergeContacts(sql, { ...pair, now: start + DAY })).toBeNull();
});
