import { beforeAll, expect, test } from '@jest/globals';
import { sessionCookie, signSession } from '../../apps/ingest/access/session.ts';
import { lines, outreach } from './support/outreach.ts';
import { testCrest } from './support/test-crest.ts';

const crest = await testCrest();

interface ListedMail {
  readonly id: string;
  readonly to: string;
}

const list = async (query: string) => {
  const { body } = await crest.call('get', `/v1/mailbox?${query}`);
  return { ...body, to: body.mail.map((mail: ListedMail) => mail.to) };
};
const mailTo = async (to: string): Promise<ListedMail> => (await list(`to=${to}`)).mail[0];
const read = async (id: string) => (await crest.call('get', `/v1/mailbox/${id}`)).body;
const countReplies = async () => {
  await crest.drain();
  const { body } = await crest.call('get', '/v1/sequences/outreach/steps');
  return body.steps.map((step: { replied: number }) => step.replied);
};

beforeAll(async () => {
  for (const key of ['outreach', 'other']) {
    await crest.call('put', `/v1/sequences/${key}`).send({ ...outreach, key });
    await crest.call('post', `/v1/sequences/${key}/publish`);
  }
  await crest
    .call('post', '/v1/sequences/outreach/enrollments')
    .send({ enrollments: lines('Ada', 'adam', 'a_d', 'grace') });
  await crest.call('post', '/v1/sequences/other/enrollments').send({ enrollments: lines('edsger') });
  await crest.call('post', '/v1/clock/advance').send({ by: 'PT1H' });
});

test('captured mail is listed by sequence, page by page', async () => {
  expect((await list('sequence=other')).to).toEqual(['edsger@example.com']);
  const first = await list('sequence=outreach&limit=3');
  const second = await list(`sequence=outreach&limit=3&cursor=${first.nextCursor}`);
  expect([...first.to, ...second.to]).toHaveLength(4);
  expect(second).toMatchObject({ total: 5, nextCursor: null });
  expect((await list('sequence=unknown')).to).toEqual([]);
});

test('captured mail is found by how its address begins, in either case and to the letter', async () => {
  expect((await list('to=aDa')).to).toEqual(['Ada@example.com', 'adam@example.com']);
  expect((await list('to=ada@example.com')).to).toEqual(['Ada@example.com']);
  expect((await list('to=a_d')).to).toEqual(['a_d@example.com']);
  expect((await list('to=%25')).to).toEqual([]);
  expect((await list('to=ada&sequence=other')).to).toEqual([]);
});

test('the search has an index', async () => {
  const plan = await crest.sql.begin(async (tx) => {
    await tx`set local enable_seqscan = off`;
    return tx`explain select from mail where lower(recipient) like lower('ada%')`;
  });
  expect(JSON.stringify(plan)).toContain('mail_recipient');
});

test('a mail is read with where its enrollment stands', async () => {
  const { id } = await mailTo('adam');
  expect(await read(id)).toEqual({
    ...(await list('to=adam')).mail[0],
    from: 'Crest <crest@localhost>',
    html: null,
    messageId: expect.stringMatching(new RegExp(`^<${id}\\.[a-z2-7]{26}@localhost>$`)),
    headers: {
      'List-Unsubscribe': expect.stringMatching(/^<https:.*\/u\/.*>$/),
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
    enrollment: {
      state: 'active',
      reason: null,
      nextStep: 'call',
      dueAt: '2026-01-06T08:00:00.000Z',
      endedAt: null,
    },
    seen: [{ type: 'delivered', firstAt: '2026-01-05T08:00:00.000Z', count: 1 }],
  });
});

test('a mail that is not there, or whose id is none', async () => {
  expect(await read('0b3d6c0e-7f0f-5a4e-9d53-1f1f6a1f2b3c')).toMatchObject({
    status: 404,
    code: 'mail-not-found',
  });
  expect(await read('7')).toMatchObject({ status: 400, code: 'input-invalid' });
});

test('a signed-in browser sends the reply to a mail: it counts once, at its step, and ends the sequence', async () => {
  const { id } = await mailTo('grace');
  const { secret, workspaceId, id: installation } = crest.installation;
  const session = signSession(secret, { workspaceId, expiresAt: Date.now() + 60_000 });
  const reply = async () => {
    const { body } = await crest
      .knock('post', '/v1/events')
      .set('cookie', `${sessionCookie(installation)}=${session}`)
      .set('sec-fetch-site', 'same-origin')
      .send({
        events: [{ eventId: 'press', type: 'replied', touch: id, occurredAt: '2026-01-05T09:00:00Z' }],
      });
    return body;
  };
  expect(await countReplies()).toEqual([0, 0, 0]);
  expect(await reply()).toEqual({ accepted: 1, duplicates: 0, rejected: [] });
  expect(await reply()).toEqual({ accepted: 0, duplicates: 1, rejected: [] });
  expect(await countReplies()).toEqual([1, 0, 0]);
  expect(await read(id)).toMatchObject({
    enrollment: {
      state: 'exited',
      reason: 'replied',
      nextStep: null,
      dueAt: null,
      endedAt: '2026-01-05T09:00:00.000Z',
    },
    seen: [{ type: 'delivered' }, { type: 'replied', firstAt: '2026-01-05T09:00:00.000Z', count: 1 }],
  });
  await crest.call('post', '/v1/clock/advance').send({ by: 'P7D' });
  expect((await list('to=grace')).to).toHaveLength(1);
  expect((await list('to=adam')).to).toHaveLength(2);
});
