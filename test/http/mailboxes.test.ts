import { expect, test } from '@jest/globals';
import { outreach } from './support/outreach.ts';
import { testCrest } from './support/test-crest.ts';

const crest = await testCrest();
const put = (key: string, body: object) => crest.call('put', `/v1/mailboxes/${key}`).send(body);

test('a mailbox is made with its defaults, changed, listed and deleted', async () => {
  const made = await put('ada', { address: 'ada@example.com', name: 'Ada' });
  expect(made.status).toBe(200);
  const ada = {
    ...{ key: 'ada', address: 'ada@example.com', name: 'Ada', dailyCap: null, minGap: '0s', jitter: '0s' },
    ...{ timezone: 'UTC', state: 'active', sentToday: 0, freeAt: '2026-01-05T08:00:00.000Z' },
  };
  expect(made.body).toEqual(ada);
  const rules = { dailyCap: 50, minGap: 'PT5M', jitter: '90s', timezone: 'Europe/Berlin', state: 'paused' };
  const changed = await put('ada', { address: 'ada@example.com', ...rules });
  expect(changed.body).toEqual({ ...ada, ...rules, name: '', minGap: '5m' });
  await put('bob', { address: 'bob@example.com' });
  const list = await crest.call('get', '/v1/mailboxes?limit=1');
  expect(list.body.mailboxes).toEqual([changed.body]);
  const rest = await crest.call('get', `/v1/mailboxes?limit=1&cursor=${list.body.nextCursor}`);
  expect(rest.body).toMatchObject({ mailboxes: [{ key: 'bob' }], nextCursor: null });
  expect((await crest.call('delete', '/v1/mailboxes/bob')).body).toEqual({ key: 'bob', deleted: true });
  expect((await crest.call('get', '/v1/mailboxes/bob')).status).toBe(404);
  expect((await crest.call('delete', '/v1/mailboxes/bob')).body).toMatchObject({
    code: 'mailbox-not-found',
    fix: expect.stringContaining('GET /v1/mailboxes'),
  });
});

test('what is wrong with a mailbox is said field by field, and nothing is stored', async () => {
  const wrong = {
    address: 'nobody',
    name: 'two\nlines',
    dailyCap: 0,
    minGap: '2 business days',
    jitter: '2d',
    timezone: 'Mars/Olympus',
    color: 'red',
  };
  const answer = await put('wrong', wrong);
  expect(answer.status).toBe(400);
  const problems: { path: string; fix: string }[] = answer.body.problems;
  expect(problems.map(({ path }) => path).sort()).toEqual(
    ['address', 'color', 'dailyCap', 'jitter', 'minGap', 'name', 'timezone'].sort(),
  );
  expect(problems.find(({ path }) => path === 'jitter')?.fix).toBe('Write 0s to 1d.');
  expect(problems.find(({ path }) => path === 'minGap')?.fix).toBe(
    'Write it like 2d, 36h, 30m, PT36H or P2D.',
  );
  expect((await crest.call('get', '/v1/mailboxes/wrong')).status).toBe(404);
  expect((await put('Wrong_Key', { address: 'a@example.com' })).status).toBe(400);
});

test('a sequence that names a mailbox which is not there is not published', async () => {
  const file = { ...outreach, key: 'from-eve', mailboxes: ['ada', 'eve'] };
  await crest.call('put', '/v1/sequences/from-eve').send(file);
  const refused = await crest.call('post', '/v1/sequences/from-eve/publish');
  expect(refused.status).toBe(422);
  expect(refused.body).toMatchObject({ code: 'sequence-invalid', problems: [{ path: 'mailboxes[1]' }] });
  await put('eve', { address: 'eve@example.com' });
  expect((await crest.call('post', '/v1/sequences/from-eve/publish')).status).toBe(200);
});

test('a mailbox that a sequence names is not deleted before that sequence is archived', async () => {
  const refused = await crest.call('delete', '/v1/mailboxes/eve');
  expect(refused.status).toBe(409);
  expect(refused.body).toMatchObject({ code: 'mailbox-in-use', detail: expect.stringContaining('from-eve') });
  expect((await crest.call('get', '/v1/mailboxes/eve')).status).toBe(200);
  await crest.call('post', '/v1/sequences/from-eve/archive');
  expect((await crest.call('delete', '/v1/mailboxes/eve')).status).toBe(200);
});

test('the caps of a workspace are set, read and lifted', async () => {
  expect((await crest.call('get', '/v1/settings')).body).toEqual({ caps: [], conversions: [] });
  const caps = [
    { max: 1, per: '24h' },
    { max: 3, per: '7d' },
  ];
  const shown = { caps: [{ max: 1, per: '1d' }, caps[1]], conversions: [] };
  expect((await crest.call('put', '/v1/settings').send({ caps })).body).toEqual(shown);
  expect((await crest.call('put', '/v1/settings').send({})).body).toEqual(shown);
  const wrong = await crest.call('put', '/v1/settings').send({ caps: [{ max: 0, per: '400d' }] });
  expect(wrong.status).toBe(400);
  expect(wrong.body.problems.map(({ path }: { path: string }) => path)).toEqual([
    'caps[0].max',
    'caps[0].per',
  ]);
  const twice = await crest.call('put', '/v1/settings').send({ caps: [caps[0], { max: 2, per: '1d' }] });
  expect(twice.body.problems).toEqual([
    { path: 'caps', reason: 'count the same span twice', fix: 'Keep the smaller of the two.' },
  ]);
  expect((await crest.call('put', '/v1/settings').send({ caps: [] })).body).toEqual({
    caps: [],
    conversions: [],
  });
});
