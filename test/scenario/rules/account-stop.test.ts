import { expect, test } from '@jest/globals';
import { iso } from '#engine';
import { collect } from '#runtime';
import { DAY, email, HOUR, MONDAY, testEngine } from '../../support/test-engine.ts';

const { sql, engine, workspaceId, playTo, publishFile, enrollOne, tell } = await testEngine();
const steps = [email('first', { day: 0 }), email('second', { day: 3 })];
await publishFile({ key: 'outbound', stopAccountOn: ['replied', 'converted:order'], steps });
await publishFile({ key: 'other', stopAccountOn: ['replied'], steps });
await publishFile({ key: 'each-alone', steps });
await publishFile({ key: 'wary', stopOn: ['bounced'], stopAccountOn: ['bounced'], steps });

const now = MONDAY + 9 * HOUR;
const at = (name: string, domain: string, more = {}) => ({
  id: `${name}@${domain}`,
  email: `${name}@${domain}`,
  ...more,
});
const standing = async (no: number) =>
  (
    await sql<
      { state: string; reason: string | null }[]
    >`select state, reason from enrollment where no = ${no}`
  )[0];
const exitsOf = async (no: number) =>
  await sql<{ body: Record<string, unknown> }[]>`
    select body from event_log where body->>'type' = 'exited' and (body->>'enrollmentNo')::bigint = ${no}`;
const active = { state: 'active', reason: null };

test('a reply ends the sequence for everybody else of the domain, and for nobody elsewhere', async () => {
  const ada = await enrollOne('outbound', at('ada', 'acme.example'), now);
  const bob = await enrollOne('outbound', at('bob', 'ACME.example'), now);
  const paused = await enrollOne('outbound', at('pam', 'acme.example'), now);
  const elsewhere = await enrollOne('other', at('bob', 'ACME.example'), now);
  const stranger = await enrollOne('outbound', at('eve', 'else.example'), now);
  await playTo(now);
  await sql`update enrollment set state = 'paused' where no = ${paused.no}`;
  await tell({ type: 'replied', enrollmentId: ada.id, step: 'first' }, now + HOUR);
  expect(await standing(ada.no)).toEqual({ state: 'exited', reason: 'replied' });
  for (const { no } of [bob, paused])
    expect(await standing(no)).toEqual({ state: 'exited', reason: 'account:replied' });
  for (const { no } of [elsewhere, stranger]) expect(await standing(no)).toEqual(active);
  const [exit, ...more] = await exitsOf(bob.no);
  expect(more).toEqual([]);
  expect(exit?.body).toMatchObject({
    type: 'exited',
    sequence: 'outbound',
    enrollmentId: bob.id,
    occurredAt: iso(now + HOUR),
    properties: { reason: 'account:replied' },
    intentId: null,
  });
  // Neither an address nor what makes the account.
  expect(JSON.stringify(exit?.body)).not.toContain('acme');
});

test('who shares the domain of a provider with strangers is no account; an account attribute makes one all the same', async () => {
  const kim = await enrollOne('outbound', at('kim', 'gmail.com'), now + HOUR);
  const lee = await enrollOne('outbound', at('lee', 'gmail.com'), now + HOUR);
  const max = await enrollOne('outbound', at('max', 'gmail.com', { account: 'Initech ' }), now + HOUR);
  const joe = await enrollOne('outbound', at('joe', 'gmx.net', { account: 'initech' }), now + HOUR);
  await playTo(now + 2 * HOUR);
  await tell({ type: 'replied', enrollmentId: kim.id }, now + 2 * HOUR);
  await tell({ type: 'replied', enrollmentId: max.id }, now + 2 * HOUR);
  expect(await standing(lee.no)).toEqual(active);
  expect(await standing(joe.no)).toEqual({ state: 'exited', reason: 'account:replied' });
});

test('what does not stand in stopAccountOn, a machine, or another conversion stops no colleague', async () => {
  const one = await enrollOne('outbound', at('one', 'still.example'), now + 3 * HOUR);
  const two = await enrollOne('outbound', at('two', 'still.example'), now + 3 * HOUR);
  const alone = await enrollOne('each-alone', at('one', 'still.example'), now + 3 * HOUR);
  const beside = await enrollOne('each-alone', at('two', 'still.example'), now + 3 * HOUR);
  await playTo(now + 3 * HOUR);
  const then = now + 4 * HOUR;
  await tell({ type: 'replied', enrollmentId: alone.id }, then);
  await tell({ type: 'auto-replied', enrollmentId: one.id }, then);
  await tell({ type: 'converted', name: 'signup', enrollmentId: one.id }, then);
  for (const { no } of [two, beside]) expect(await standing(no)).toEqual(active);
  await tell({ type: 'converted', name: 'order', enrollmentId: one.id }, then);
  expect(await standing(two.no)).toEqual({ state: 'exited', reason: 'account:converted:order' });
});

test('two colleagues who reply at once, told twice by two receivers, end the others once', async () => {
  const start = now + DAY;
  const people: { no: number; id: string }[] = [];
  for (let i = 0; i < 12; i++) people.push(await enrollOne('outbound', at(`p${i}`, 'crowd.example'), start));
  await playTo(start);
  const events = [0, 1].map((i) => ({
    eventId: `crowd-${i}`,
    type: 'replied',
    occurredAt: iso(start + HOUR + i),
    enrollmentId: people[i]?.id,
  }));
  const tellAll = (order: object[]) =>
    collect(engine, { workspaceId, source: 'test', events: order, now: start + 2 * HOUR });
  await Promise.all([
    tellAll(events),
    tellAll(events.toReversed()),
    tellAll([events[1] ?? {}]),
    tellAll([events[0] ?? {}]),
  ]);
  const reasons: string[] = [];
  for (const { no } of people) {
    expect(await exitsOf(no)).toHaveLength(1);
    reasons.push((await standing(no))?.reason ?? '');
  }
  expect(reasons.filter((reason) => reason === 'replied').length).toBeGreaterThanOrEqual(1);
  expect(reasons.slice(2).every((reason) => reason === 'account:replied')).toBe(true);
});

test('a mail of a colleague that was decided and waits does not go out any more', async () => {
  const start = now + 10 * DAY;
  const one = await enrollOne('outbound', at('one', 'late.example'), start);
  const two = await enrollOne('outbound', at('two', 'late.example'), start);
  await playTo(start);
  await sql`update touch set state = 'new', send_at = ${new Date(start + DAY)} where enrollment_no = ${two.no}`;
  await tell({ type: 'replied', enrollmentId: one.id }, start + HOUR);
  await playTo(start + 2 * DAY);
  const touches = await sql<{ state: string }[]>`select state from touch where enrollment_no = ${two.no}`;
  expect(touches.map(({ state }) => state)).toEqual(['closed']);
});

test('a bounce that a mail tells of an address alone stops no colleague; one that names the mail does', async () => {
  const start = now + 20 * DAY;
  const one = await enrollOne('wary', at('one', 'forged.example'), start);
  const two = await enrollOne('wary', at('two', 'forged.example'), start);
  await playTo(start);
  const [touch] = await sql<{ id: string }[]>`
    select intent_id as id from touch where enrollment_no = ${one.no}`;
  const bounced = { type: 'bounced', occurredAt: iso(start + HOUR), properties: { kind: 'hard' } };
  const tellByMail = (event: object) =>
    collect(engine, {
      workspaceId,
      source: 'inbound',
      events: [{ ...bounced, ...event }],
      now: start + HOUR,
    });
  await tellByMail({ eventId: 'guess', contact: 'one@forged.example' });
  for (const { no } of [one, two]) expect(await standing(no)).toEqual(active);
  await tellByMail({ eventId: 'proof', touch: touch?.id });
  expect(await standing(one.no)).toEqual({ state: 'exited', reason: 'bounced' });
  expect(await standing(two.no)).toEqual({ state: 'exited', reason: 'account:bounced' });
});
