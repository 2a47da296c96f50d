import { expect, test } from '@jest/globals';
import { TouchTokens } from '#runtime';
import { lines, outreach } from './support/outreach.ts';
import { testCrest } from './support/test-crest.ts';

const crest = await testCrest({ gated: true });
await crest.call('put', '/v1/sequences/outreach').send(outreach);
await crest.call('post', '/v1/sequences/outreach/publish');
await crest.call('post', '/v1/sequences/outreach/enrollments').send({ enrollments: lines('ada') });
await crest.call('post', '/v1/clock/advance').send({ by: '1h' });
const [touch] = await crest.sql<
  { id: string }[]
>`select intent_id as id from touch where sent_at is not null`;
const tokens = new TouchTokens(crest.installation.secret);
const unsubscribe = `/u/${tokens.make('unsubscribe', touch?.id ?? '')}`;
const pixel = `/o/${tokens.make('open', touch?.id ?? '')}.gif`;

test('while PostgreSQL is away nobody is told that he is unsubscribed, and the next try does it', async () => {
  await crest.gate?.shut();
  const away = await crest.knock('post', unsubscribe).type('form').send('List-Unsubscribe=One-Click');
  expect([away.status, away.headers['retry-after'], away.text]).toEqual([
    ...[503, '5', expect.not.stringContaining('You are unsubscribed')],
  ]);
  expect((await crest.knock('get', pixel)).status).toBe(503);
  await crest.gate?.open();
  expect((await crest.knock('get', pixel)).status).toBe(200);
  const done = await crest.knock('post', unsubscribe).type('form').send('List-Unsubscribe=One-Click');
  expect([done.status, done.text]).toEqual([200, expect.stringContaining('You are unsubscribed')]);
  expect((await crest.call('get', '/v1/contacts/ada')).body).toMatchObject({ suppressed: 'unsubscribed' });
});
