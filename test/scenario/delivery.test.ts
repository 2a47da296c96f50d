import { beforeEach, describe, expect, test } from '@jest/globals';
import { iso } from '#engine';
import { runOnce } from '#runtime';
import { listEnrollments } from '#storage';
import { liveEngine } from '../support/live-engine.ts';
import { accepted, away, busy, scriptedMailer, unknown } from '../support/mail/scripted-mailer.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const provider = scriptedMailer();
const { mailer, journal, handed, answer } = provider;
const crest = await liveEngine(mailer);
const { sql, engine } = crest;
const keyed = { ...engine, mailer: { ...mailer, repeats: 'keyed' as const } };
let now = Date.parse('2026-01-05T09:00:00Z');

const mail = { key: 'mail', type: 'email', day: 0, subject: 'Hello {{name}}', body: 'Hello there.' };
const call = { key: 'call', type: 'task', channel: 'call', title: 'Call {{name}}', day: 60 };
await crest.publish({ key: 'two', goal: 'replied', steps: [mail, call] }, now);
await crest.publish({ key: 'other', goal: 'replied', steps: [mail] }, now);
// Under a cap an enrollment goes on when its mail has gone out.
const caps = [{ max: 1, per: '1d' }];
const stopOn = ['unsubscribed'];
await crest.publish(
  { key: 'capped', goal: 'replied', caps, stopOn, steps: [mail, { ...call, day: 3 }] },
  now,
);

beforeEach(async () => {
  answer(() => ({ result: accepted }));
  now += 100 * DAY;
  // What the test before left over, and what its provider was believed to be.
  await runOnce(engine, now - DAY);
  await runOnce(engine, now - DAY);
  journal.length = 0;
  handed.length = 0;
});

interface Touch {
  readonly intentId: string;
  readonly state: string;
  readonly sentAt: number | null;
  readonly sendAt: number;
  readonly deferrals: number;
  readonly assumed: boolean;
  readonly provider: string | null;
  readonly providerMessageId: string | null;
  readonly problem: string | null;
}

/** An engine whose provider reports a delivery before it has answered. */
const fast = {
  ...engine,
  mailer: {
    ...mailer,
    send: async (mails: Parameters<typeof mailer.send>[0], at: number) => {
      const results = await mailer.send(mails, at);
      for (const { intentId } of mails) await crest.hear('delivered', intentId, at);
      return results;
    },
  },
};

const touchOf = async (no: number): Promise<Touch> => {
  const [touch] = await sql<Touch[]>`
    select intent_id as "intentId", state, sent_at as "sentAt", send_at as "sendAt", deferrals, assumed, provider,
      provider_message_id as "providerMessageId", problem
    from touch where enrollment_no = ${no} order by visit limit 1`;
  if (!touch) throw new Error('there is no touch');
  return touch;
};
const standing = async (no: number) => {
  const [row] = await sql<{ state: string; reason: string | null }[]>`
    select state, reason from enrollment where no = ${no}`;
  return row;
};
const enrollOne = async (id: string, sequence = 'two') => {
  const [no] = await crest.enroll(sequence, [`${id}-${now}`], now);
  return no as number;
};
const typesOf = async (no: number) => (await crest.events(no)).map(({ type }) => type);

test('what the provider took is sent, with the name its webhooks will use', async () => {
  const no = await enrollOne('plain');
  await runOnce(engine, now);
  expect(await touchOf(no)).toMatchObject({
    ...{ state: 'sent', sentAt: now, provider: 'scripted', providerMessageId: 'their-id', problem: null },
  });
  expect(await typesOf(no)).toEqual(['enrolled', 'reached', 'sent']);
});

test('a mail that is deferred for its own sake is tried again later, and each deferral is logged once', async () => {
  const no = await enrollOne('busy');
  answer(busy);
  await runOnce(engine, now);
  const first = await touchOf(no);
  expect(first).toMatchObject({ state: 'new', deferrals: 1, problem: expect.stringContaining('450') });
  expect(first.problem).not.toContain('@example.net');
  expect(first.sendAt - now).toBeGreaterThan(3 * MINUTE);
  const rows = await listEnrollments(sql, {
    ...{
      workspaceId: crest.workspaceId,
      sequence: 'two',
      state: null,
      contact: null,
      after: no - 1,
      limit: 1,
    },
  });
  expect(rows.map(({ unsentMail }) => unsentMail)).toEqual([
    { step: 'mail', state: 'new', problem: first.problem, nextTryAt: first.sendAt },
  ]);
  await runOnce(engine, first.sendAt - 1);
  expect(handed).toHaveLength(1);
  await runOnce(engine, first.sendAt);
  const second = await touchOf(no);
  expect(second).toMatchObject({ state: 'new', deferrals: 2 });
  expect(second.sendAt - first.sendAt).toBeGreaterThan(first.sendAt - now);
  answer(() => ({ result: accepted }));
  await runOnce(engine, second.sendAt);
  expect(await touchOf(no)).toMatchObject({ state: 'sent', sentAt: second.sendAt, problem: null });
  const events = await crest.events(no);
  expect(events.map(({ type }) => type)).toEqual(['enrolled', 'reached', 'deferred', 'deferred', 'sent']);
  expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(events.length);
  expect(events.filter(({ type }) => type === 'deferred')).toMatchObject([
    { occurredAt: iso(now), sentAt: null, properties: { reason: 'recipient-busy' } },
    { occurredAt: iso(first.sendAt) },
  ]);
  expect(journal).toHaveLength(1);
});

test('a mail that is deferred too often is given up: the enrollment has failed, and says why', async () => {
  const no = await enrollOne('hopeless');
  answer(busy);
  let at = now;
  for (let tries = 0; tries < 11; tries++) {
    await runOnce(engine, at);
    at = (await touchOf(no)).sendAt;
  }
  expect(await touchOf(no)).toMatchObject({ state: 'rejected' });
  expect(await standing(no)).toEqual({ state: 'failed', reason: 'not-delivered' });
  expect((await typesOf(no)).at(-1)).toBe('failed');
  await runOnce(engine, now + 60 * DAY);
  expect(handed).toHaveLength(11);
});

test('an outage of the provider costs a backlog no attempt; when it is back, each mail goes out once', async () => {
  const ids = Array.from({ length: 300 }, (_, i) => `backlog-${i}-${now}`);
  const numbers = await crest.enroll('two', ids, now);
  answer(() => ({ result: away }));
  await runOnce(engine, now);
  expect(new Set(await Promise.all(numbers.map(async (no) => (await touchOf(no)).state)))).toEqual(
    new Set(['new']),
  );
  const outage = 2 * HOUR;
  for (let at = now + 1000; at < now + outage; at += 30_000) await runOnce(engine, at);
  // Taken up once, and then one at a time, by each of two lanes, further and further apart.
  expect(handed.length - 300).toBeLessThan(40);
  answer(() => ({ result: accepted }));
  const back = now + outage + 15 * MINUTE;
  const { sent } = await runOnce(engine, back);
  expect(sent).toHaveLength(300);
  expect(new Set(journal).size).toBe(300);
  expect(journal).toHaveLength(300);
  const touches = await Promise.all(numbers.map(touchOf));
  expect(touches.every(({ state, deferrals }) => state === 'sent' && deferrals === 0)).toBe(true);
  expect(await typesOf(numbers[0] as number)).toEqual(['enrolled', 'reached', 'sent']);
});

test('while the provider is away, what falls due waits and is not handed over', async () => {
  await enrollOne('canary');
  answer(() => ({ result: away }));
  await runOnce(engine, now);
  const tried = handed.length;
  const no = await enrollOne('late');
  await runOnce(engine, now + 1000);
  expect(handed).toHaveLength(tried);
  expect(await touchOf(no)).toMatchObject({ state: 'new', problem: null });
});

test('an address that takes no mail has bounced: it is suppressed everywhere, and the sequence stops', async () => {
  const id = `gone-${now}`;
  const [no] = (await crest.enroll('two', [id], now)) as [number];
  answer(() => ({ result: { kind: 'rejected', reason: 'bad-address', detail: '550 5.1.1 No such user' } }));
  await runOnce(engine, now);
  expect(await touchOf(no)).toMatchObject({ state: 'rejected', sentAt: null });
  expect(await standing(no)).toEqual({ state: 'exited', reason: 'bounced' });
  const events = await crest.events(no);
  expect(events.map(({ type }) => type)).toEqual(['enrolled', 'reached', 'bounced', 'exited']);
  expect(events[2]).toMatchObject({ source: 'engine', properties: { kind: 'hard', reason: 'bad-address' } });
  answer(() => ({ result: accepted }));
  const [again] = (await crest.enroll('other', [id], now + MINUTE)) as [number];
  await runOnce(engine, now + MINUTE);
  expect(await touchOf(again)).toMatchObject({ state: 'suppressed' });
  expect(journal).toEqual([]);
});

test('a mail that the provider refuses for what is in it fails its enrollment and says nothing of the address', async () => {
  const no = await enrollOne('spam');
  answer(() => ({ result: { kind: 'rejected', reason: 'refused', detail: '554 5.7.1 Spam' } }));
  await runOnce(engine, now);
  expect(await touchOf(no)).toMatchObject({ state: 'rejected', problem: 'refused: 554 5.7.1 Spam' });
  expect(await standing(no)).toEqual({ state: 'failed', reason: 'mail-refused' });
  const [{ count }] =
    (await sql`select count(*)::int as count from suppression where since >= ${iso(now)}`) as [
      { count: number },
    ];
  expect(count).toBe(0);
});

/** One mail that a blind provider was handed and nobody knows of; the throttle is open again afterwards. */
async function unknownMail(id: string, took = true) {
  const no = await enrollOne(id);
  answer(() => ({ result: unknown, took }));
  await runOnce(engine, now);
  answer(() => ({ result: accepted }));
  const touch = await touchOf(no);
  expect(touch).toMatchObject({ state: 'unknown', sentAt: null });
  return { no, touch: touch.intentId };
}

test('a mail of which nobody knows is never sent again by a blind provider', async () => {
  const { no } = await unknownMail('blind');
  for (let at = now; at < now + 72 * HOUR; at += 6 * HOUR) await runOnce(engine, at);
  expect(handed).toHaveLength(1);
  expect(await touchOf(no)).toMatchObject({ state: 'unknown' });
  expect(await typesOf(no)).toEqual(['enrolled', 'reached']);
});

test.each(['delivered', 'bounced', 'opened', 'clicked', 'replied', 'complained', 'unsubscribed'])(
  'a webhook that reports it %s shows that a mail was sent, at the time of its attempt',
  async (type) => {
    const { no, touch } = await unknownMail(`heard-${type}`);
    await crest.hear(type, touch, now + HOUR);
    await crest.hear(type, touch, now + HOUR);
    expect(await touchOf(no)).toMatchObject({ state: 'sent', sentAt: now, assumed: false });
    const events = await crest.events(no);
    expect(events.filter((event) => event.type === 'sent')).toMatchObject([
      { occurredAt: iso(now), sentAt: iso(now), receivedAt: iso(now + HOUR), properties: {} },
    ]);
    expect(events.filter((event) => event.type === type)).toMatchObject([{ sentAt: iso(now) }]);
    await runOnce(engine, now + 73 * HOUR);
    expect((await typesOf(no)).filter((one) => one === 'sent')).toHaveLength(1);
  },
);

test('a conversion shows nothing of a mail of which nobody knows', async () => {
  const { no, touch } = await unknownMail('converted');
  await crest.hear('converted', touch, now + HOUR);
  expect(await touchOf(no)).toMatchObject({ state: 'unknown' });
});

test('after three days without word it counts as sent, at the time of its attempt, and says that this is assumed', async () => {
  const { no, touch } = await unknownMail('silent');
  await runOnce(engine, now + 72 * HOUR - 1);
  expect(await touchOf(no)).toMatchObject({ state: 'unknown' });
  await runOnce(engine, now + 72 * HOUR);
  expect(await touchOf(no)).toMatchObject({ state: 'sent', sentAt: now, assumed: true });
  await crest.hear('opened', touch, now + 73 * HOUR);
  const sent = (await crest.events(no)).filter(({ type }) => type === 'sent');
  expect(sent).toMatchObject([{ occurredAt: iso(now), sentAt: iso(now), properties: { assumed: true } }]);
  expect(handed).toHaveLength(1);
});

test('a provider that drops repeats is asked again, and the mail was sent at the first attempt', async () => {
  const no = await enrollOne('keyed');
  answer(() => ({ result: unknown, took: true }), { dropsRepeats: true });
  await runOnce(keyed, now);
  expect(await touchOf(no)).toMatchObject({ state: 'new', problem: 'timeout: no answer' });
  answer(() => ({ result: accepted }), { dropsRepeats: true });
  await runOnce(keyed, now + 15 * MINUTE);
  expect(handed.map(({ repeated }) => repeated)).toEqual([false, true]);
  expect(journal).toHaveLength(1);
  expect(await touchOf(no)).toMatchObject({ state: 'sent', sentAt: now });
  expect(await typesOf(no)).toEqual(['enrolled', 'reached', 'sent']);
});

test('a provider that has forgotten the key is not asked again', async () => {
  const no = await enrollOne('forgotten');
  answer(() => ({ result: unknown, took: true }), { dropsRepeats: true });
  await runOnce(keyed, now);
  answer(() => ({ result: accepted }), { dropsRepeats: true });
  await runOnce(keyed, now + 25 * HOUR);
  expect(handed).toHaveLength(1);
  expect(await touchOf(no)).toMatchObject({ state: 'unknown' });
});

test('who unsubscribes before a mail can be asked about again gets it once at most, and it counts in the end', async () => {
  const id = `leaves-${now}`;
  const [no] = (await crest.enroll('two', [id], now)) as [number];
  answer(() => ({ result: unknown, took: true }), { dropsRepeats: true });
  await runOnce(keyed, now);
  answer(() => ({ result: accepted }));
  await crest.hear('unsubscribed', (await touchOf(no)).intentId, now + 1000, `${id}-unsubscribed`);
  await runOnce(keyed, now + HOUR);
  expect(handed).toHaveLength(1);
  expect(await touchOf(no)).toMatchObject({ state: 'sent', sentAt: now });
});

test('a webhook that is faster than the sender makes the mail sent, once', async () => {
  const no = await enrollOne('fast');
  await runOnce(fast, now);
  expect(await touchOf(no)).toMatchObject({ state: 'sent', sentAt: now });
  const events = await crest.events(no);
  expect(events.map(({ type }) => type).sort()).toEqual(['delivered', 'enrolled', 'reached', 'sent']);
  expect(
    events.every(({ type, sentAt }) => !['delivered', 'sent'].includes(String(type)) || sentAt === iso(now)),
  ).toBe(true);
});

describe('an enrollment that waits for its mail to go out', () => {
  const tasksOf = async (no: number) => (await typesOf(no)).filter((type) => type === 'task-opened').length;

  test('goes on when a deferred mail has gone out, and not before', async () => {
    const no = await enrollOne('waits', 'capped');
    answer(busy);
    await runOnce(engine, now);
    const { sendAt, state } = await touchOf(no);
    expect(state).toBe('new');
    answer(() => ({ result: accepted }));
    await runOnce(engine, sendAt);
    expect(await touchOf(no)).toMatchObject({ state: 'sent', sentAt: sendAt });
    await runOnce(engine, now + 5 * DAY);
    expect(await tasksOf(no)).toBe(1);
  });

  test('waits through an outage of the provider, under a cap too', async () => {
    const no = await enrollOne('capped-outage', 'capped');
    answer(() => ({ result: away }));
    for (let at = now; at < now + HOUR; at += MINUTE) await runOnce(engine, at);
    expect(handed.length).toBeLessThan(20);
    expect(await touchOf(no)).toMatchObject({ state: 'new', deferrals: 0 });
    answer(() => ({ result: accepted }));
    await runOnce(engine, now + 2 * HOUR);
    expect(await touchOf(no)).toMatchObject({ state: 'sent', sentAt: now + 2 * HOUR });
    expect(journal).toHaveLength(1);
  });

  test('goes on when a webhook says so before its sender does', async () => {
    const no = await enrollOne('told', 'capped');
    await runOnce(fast, now);
    await runOnce(engine, now + 5 * DAY);
    expect(await tasksOf(no)).toBe(1);
  });

  test('goes on where nobody knows of its mail', async () => {
    const no = await enrollOne('guesses', 'capped');
    answer(() => ({ result: unknown }));
    await runOnce(engine, now);
    await runOnce(engine, now + 5 * DAY);
    expect(await tasksOf(no)).toBe(1);
  });

  test('goes on when its address takes no mail and it does not stop on that', async () => {
    const no = await enrollOne('calls', 'capped');
    answer(() => ({ result: { kind: 'rejected', reason: 'bad-address', detail: '550 5.1.1' } }));
    await runOnce(engine, now);
    expect(await standing(no)).toMatchObject({ state: 'active' });
    await runOnce(engine, now + 5 * DAY);
    expect(await tasksOf(no)).toBe(1);
  });
});
