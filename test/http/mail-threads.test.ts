import { beforeAll, expect, test } from '@jest/globals';
import { lines } from './support/outreach.ts';
import { testCrest } from './support/test-crest.ts';

const crest = await testCrest();
const email = { type: 'email', body: 'Hi' };

interface Listed {
  readonly id: string;
  readonly step: string;
  readonly subject: string;
  readonly from: string;
  readonly messageId: string;
  readonly headers: Readonly<Record<string, string>>;
}

const mailsTo = async (to: string): Promise<Listed[]> => {
  const { body } = await crest.call('get', `/v1/mailbox?to=${to}`);
  const ids: string[] = body.mail.map(({ id }: { id: string }) => id).toReversed();
  return Promise.all(ids.map(async (id) => (await crest.call('get', `/v1/mailbox/${id}`)).body));
};
const advance = (by: string) => crest.call('post', '/v1/clock/advance').send({ by });

beforeAll(async () => {
  await crest.call('put', '/v1/sequences/threads').send({
    key: 'threads',
    goal: 'replied',
    from: 'Ada <ada@mail.example.com>',
    replyTo: 'team@example.com',
    unsubscribe: 'off',
    steps: [
      // biome-ignore lint/suspicious/noThenProperty: it is the word of the file format, and holds no function.
      { key: 'fork', type: 'branch', if: { contact: 'short', eq: true }, then: 'again', else: 'intro' },
      { ...email, key: 'intro', day: 0, subject: 'About {{company}}' },
      { ...email, key: 'again', day: 2, thread: 'intro' },
      { ...email, key: 'third', day: 4, thread: 'again' },
      { ...email, key: 'last', day: 6, thread: 'again', subject: 'Last try' },
    ],
  });
  const published = await crest.call('post', '/v1/sequences/threads/publish');
  expect(published.body).toMatchObject({ version: 1 });
  const [ada, bob] = lines('ada', 'bob').map(({ contact }) => ({ ...contact, company: 'Acme' }));
  await crest
    .call('post', '/v1/sequences/threads/enrollments')
    .send({ enrollments: [{ contact: ada }, { contact: { ...bob, short: true } }] });
  await advance('P1D');
  await crest.call('post', '/v1/contacts').send({ contacts: [{ id: 'ada', company: 'Renamed' }] });
  await advance('P9D');
});

test('a mail in a thread answers the mail that was sent, with its subject and the whole chain', async () => {
  const [intro, again, third, last] = await mailsTo('ada');
  if (!intro || !again || !third || !last) throw new Error('four mails were to go out');
  expect([intro, again, third, last].map(({ subject }) => subject)).toEqual([
    'About Acme',
    'Re: About Acme',
    'Re: About Acme',
    'Last try',
  ]);
  const rest = { 'Reply-To': 'team@example.com' };
  const chain = `${intro.messageId} ${again.messageId}`;
  expect(intro.headers).toEqual(rest);
  expect(again.headers).toEqual({ ...rest, 'In-Reply-To': intro.messageId, References: intro.messageId });
  expect(third.headers).toEqual({ ...rest, 'In-Reply-To': again.messageId, References: chain });
  expect(last.headers).toEqual({ ...rest, 'In-Reply-To': again.messageId, References: chain });
  expect(last.from).toBe('Ada <ada@mail.example.com>');
});

test('where the mail it goes on from was never sent, it begins the thread with that subject', async () => {
  const [again, third] = await mailsTo('bob');
  if (!again || !third) throw new Error('two mails were to go out');
  expect(again).toMatchObject({
    step: 'again',
    subject: 'About Acme',
    headers: { 'Reply-To': 'team@example.com' },
  });
  expect(again.headers).not.toHaveProperty('In-Reply-To');
  expect(third).toMatchObject({ subject: 'Re: About Acme', headers: { References: again.messageId } });
});

test('nothing is kept of mails that no other one goes on from', async () => {
  const rows = await crest.sql<{ step: string }[]>`select distinct step from mail_thread order by step`;
  expect(rows.map(({ step }) => step)).toEqual(['again', 'intro']);
});
