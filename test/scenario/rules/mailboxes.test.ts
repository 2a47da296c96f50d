import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Mail, runOnce, Versions } from '#runtime';
import { deleteMailbox, findMailbox, saveMailbox } from '#storage';
import { DAY, email, HOUR, MONDAY, testEngine } from '../../support/test-engine.ts';

const crest = await testEngine();
const { sql, workspaceId, publishFile, enrollOne, mailsTo, tell } = crest;
const MINUTE = HOUR / 60;

// What each mail was from, as the provider is told.
const senders = new Map<string, string>();
const { mailer } = crest.engine;
const engine = {
  ...crest.engine,
  mailer: {
    ...mailer,
    send: (mails: readonly Mail[], now: number) => {
      for (const { intentId, from } of mails) senders.set(intentId, from);
      return mailer.send(mails, now);
    },
  },
};
const playTo = (to: number) => crest.play(engine, to);

interface Rules {
  dailyCap?: number;
  minGap?: number;
  jitter?: number;
  timezone?: string;
  state?: 'active' | 'paused';
}

async function mailbox(key: string, rules: Rules = {}): Promise<void> {
  const before = await findMailbox(sql, workspaceId, key);
  const { dailyCap = null, minGap = 0, jitter = 0, timezone = 'UTC', state = 'active' } = rules;
  const made = {
    ...{
      key,
      address: `${key}@sender.example`,
      name: `${key}, Ltd`,
      dailyCap,
      minGap,
      jitter,
      timezone,
      state,
    },
    ...{ freeAt: before?.freeAt ?? 0, lastAt: before?.lastAt ?? null, used: before?.used ?? 0 },
  };
  if (!(await saveMailbox(sql, { now: MONDAY }, workspaceId, made, before?.version ?? null)))
    throw new Error('it was not saved');
}

async function clear(): Promise<void> {
  await sql`delete from mailbox`;
  senders.clear();
}

/** When the mails of a sequence went, and from where. */
const sentOf = async (sequence: string) =>
  await sql<{ at: number; intent: string; no: number; step: string }[]>`
    select t.sent_at as at, t.intent_id as intent, e.no, t.step from touch t join enrollment e on e.no = t.enrollment_no
    join sequence s on s.id = e.sequence_id
    where s.key = ${sequence} and t.effect = 'send' and t.state = 'sent' order by t.sent_at, e.no`;

test('a mailbox sends no more than its cap a local day, with its gap, oldest first, and the rest on the next days', async () => {
  await mailbox('ada', { dailyCap: 3, minGap: 10 * MINUTE, timezone: 'Asia/Tokyo' });
  await publishFile({ key: 'many', steps: [email('hi', { day: 0 })] });
  // 22:50 in Tokyo: two more today.
  const now = MONDAY + 13 * HOUR + 50 * MINUTE;
  for (let i = 0; i < 8; i++) await enrollOne('many', { id: `many-${i}` }, now);
  await playTo(now + 5 * DAY);
  const sent = await sentOf('many');
  expect(sent.map(({ at }) => (at - now) / MINUTE)).toEqual([
    0,
    10,
    20,
    70,
    80,
    90,
    70 + 24 * 60,
    80 + 24 * 60,
  ]);
  expect(sent.map(({ no }) => no)).toEqual(sent.map(({ no }) => no).toSorted((a, b) => a - b));
  expect(senders.get(sent[0]?.intent ?? '')).toBe('"ada, Ltd" <ada@sender.example>');
});

test('the next free slot lies in the open hours of each enrollment, and closed ones keep nobody else waiting', async () => {
  await clear();
  await mailbox('ada', { minGap: HOUR });
  const hours = (timezone: string) => ({ schedule: { timezone, from: '09:00', to: '12:00' } });
  await publishFile({ key: 'utc', ...hours('UTC'), steps: [email('hi', { day: 0 })] });
  await publishFile({ key: 'tokyo', ...hours('Asia/Tokyo'), steps: [email('hi', { day: 0 })] });
  const now = MONDAY + 10 * DAY + 9 * HOUR;
  for (let i = 0; i < 5; i++) await enrollOne('utc', { id: `utc-${i}` }, now);
  for (let i = 0; i < 2; i++) await enrollOne('tokyo', { id: `tokyo-${i}` }, now);
  await playTo(now + 3 * DAY);
  const times = async (key: string) => (await sentOf(key)).map(({ at }) => (at - now) / HOUR);
  expect(await times('utc')).toEqual([0, 1, 2, 24, 25]);
  expect(await times('tokyo')).toEqual([15, 16]);
});

test('an enrollment writes all its mails from one mailbox, of those its sequence names', async () => {
  await clear();
  for (const key of ['ada', 'bob', 'eve']) await mailbox(key);
  const steps = [email('a', { day: 0 }), email('b', { day: 1 }), email('c', { day: 2 })];
  await publishFile({ key: 'named', mailboxes: ['ada', 'bob'], steps });
  const now = MONDAY + 30 * DAY;
  for (let i = 0; i < 12; i++) await enrollOne('named', { id: `named-${i}` }, now);
  await playTo(now + 10 * DAY);
  const sent = await sentOf('named');
  expect(sent).toHaveLength(36);
  const used = new Map<number, Set<string | undefined>>();
  for (const { no, intent } of sent) used.set(no, (used.get(no) ?? new Set()).add(senders.get(intent)));
  for (const from of used.values()) expect(from.size).toBe(1);
  const all = new Set([...used.values()].flatMap((from) => [...from]));
  expect([...all].toSorted()).toEqual(['"ada, Ltd" <ada@sender.example>', '"bob, Ltd" <bob@sender.example>']);
});

test('a paused mailbox keeps its enrollments waiting until it is active again; a deleted one hands them to another', async () => {
  await clear();
  await mailbox('kim');
  const steps = [email('a', { day: 0 }), email('b', { day: 1 })];
  await publishFile({ key: 'kept', steps });
  const now = MONDAY + 60 * DAY;
  await enrollOne('kept', { id: 'kept' }, now);
  await playTo(now);
  await mailbox('kim', { state: 'paused' });
  await mailbox('lee');
  await playTo(now + 3 * DAY);
  expect((await sentOf('kept')).map(({ step }) => step)).toEqual(['a']);
  await mailbox('kim');
  await playTo(now + 4 * DAY);
  const [first, second] = await sentOf('kept');
  expect([first?.step, second?.step]).toEqual(['a', 'b']);
  expect(senders.get(second?.intent ?? '')).toContain('kim@');

  await enrollOne('kept', { id: 'moved' }, now + 5 * DAY);
  await mailbox('kim', { state: 'paused' });
  await mailbox('lee', { state: 'paused' });
  await playTo(now + 6 * DAY);
  expect(await mailsTo('moved')).toEqual([]);
  await mailbox('eve');
  for (const key of ['kim', 'lee'])
    expect(await deleteMailbox(sql, workspaceId, key)).toEqual({ existed: true, namedBy: [] });
  await playTo(now + 7 * DAY);
  expect((await mailsTo('moved')).map(({ step }) => step)).toEqual(['a', 'b']);
});

test('what follows a mail counts from when it went, and a reply while it queues ends the sequence without it', async () => {
  await clear();
  await mailbox('ada', { dailyCap: 1 });
  await publishFile({
    key: 'queue',
    steps: [
      email('a', { day: 0 }),
      { key: 'call', type: 'task', after: '2h', channel: 'call', title: 'Call' },
    ],
  });
  const now = MONDAY + 80 * DAY;
  const all: { no: number; id: string }[] = [];
  for (const id of ['q1', 'q2', 'q3']) all.push(await enrollOne('queue', { id }, now));
  await playTo(now + HOUR);
  await tell({ type: 'replied', enrollmentId: all[1]?.id }, now + 2 * HOUR);
  await playTo(now + 5 * DAY);
  const tasks = await sql<{ no: number; at: number }[]>`
    select enrollment_no as no, touch_at as at from touch where step = 'call' order by touch_at`;
  expect(tasks.map(({ no, at }) => [no, (at - now) / HOUR])).toEqual([
    [all[0]?.no, 2],
    [all[2]?.no, 26],
  ]);
  expect(await mailsTo('q2')).toEqual([]);
});

test('eight workers never oversubscribe a mailbox and lose no mail', async () => {
  await clear();
  await mailbox('ada', { dailyCap: 10 });
  await mailbox('bob', { dailyCap: 7 });
  await publishFile({ key: 'rush', steps: [email('hi', { day: 0 })] });
  const now = MONDAY + 100 * DAY;
  for (let i = 0; i < 60; i++) await enrollOne('rush', { id: `rush-${i}` }, now);
  const worker = () => ({ ...engine, versions: new Versions(sql), batch: 9 });
  for (let day = 0; day < 2; day++) {
    await Promise.all(Array.from({ length: 8 }, () => runOnce(worker(), now + day * DAY)));
    await runOnce(engine, now + day * DAY);
    const perDay = new Map<string, number>();
    for (const { at, intent } of await sentOf('rush')) {
      const key = `${senders.get(intent)} ${Math.floor((at - now) / DAY)}`;
      perDay.set(key, (perDay.get(key) ?? 0) + 1);
    }
    for (const [key, count] of perDay) expect(count).toBe(key.includes('ada@') ? 10 : 7);
    expect(perDay.size).toBe(2 * (day + 1));
  }
  await playTo(now + 10 * DAY);
  expect(await sentOf('rush')).toHaveLength(60);
});

test('whatever the rules of a mailbox: never over its cap, never under its gap, and nobody waits for ever', async () => {
  let start = MONDAY + 400 * DAY;
  let round = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          dailyCap: fc.integer({ min: 1, max: 4 }),
          minGap: fc.integer({ min: 0, max: 300 }).map((m) => m * MINUTE),
          jitter: fc.integer({ min: 0, max: 60 }).map((m) => m * MINUTE),
        }),
        { minLength: 1, maxLength: 2 },
      ),
      fc.array(fc.integer({ min: 0, max: 48 }), { minLength: 1, maxLength: 8 }),
      async (boxes, hours) => {
        start += 400 * DAY;
        const key = `box-${round++}`;
        await clear();
        for (const [i, rules] of boxes.entries()) await mailbox(`${key}-${i}`, rules);
        await publishFile(
          { key, minGap: '0s', steps: [email('a', { day: 0 }), email('b', { after: '1h' })] },
          start,
        );
        for (const [i, hour] of hours.toSorted((a, b) => a - b).entries()) {
          await playTo(start + hour * HOUR);
          await enrollOne(key, { id: `${key}-${i}` }, start + hour * HOUR);
        }
        await playTo(start + 60 * DAY);
        const sent = await sentOf(key);
        expect(sent).toHaveLength(2 * hours.length);
        for (const [i, { dailyCap, minGap }] of boxes.entries()) {
          const own = sent
            .filter(({ intent }) => senders.get(intent)?.includes(`${key}-${i}@`))
            .map(({ at }) => at);
          for (const [n, at] of own.entries()) {
            if (n > 0) expect(at - (own[n - 1] ?? 0)).toBeGreaterThanOrEqual(minGap);
            expect(
              own.filter((other) => Math.floor(other / DAY) === Math.floor(at / DAY)).length,
            ).toBeLessThanOrEqual(dailyCap);
          }
        }
      },
    ),
    { numRuns: 15 },
  );
});
