import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { collect, type Engine, TouchTokens } from '#runtime';
import { ENGINE } from '../../apps/ingest/provided.ts';
import { lines, outreach } from './support/outreach.ts';
import { testCrest } from './support/test-crest.ts';

const crest = await testCrest();
await crest.call('put', '/v1/sequences/outreach').send(outreach);
await crest.call('post', '/v1/sequences/outreach/publish');
await crest.call('post', '/v1/sequences/outreach/enrollments').send({ enrollments: lines('ada', 'bob') });
await crest.call('post', '/v1/clock/advance').send({ by: '1h' });

const [touch] = await crest.sql<{ id: string; at: string }[]>`
  select intent_id as id, to_char(sent_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at
  from touch where sent_at is not null order by enrollment_no limit 1`;
const id = touch?.id ?? '';
const occurredAt = touch?.at ?? '';
const opened = { type: 'opened', touch: id, occurredAt };

const flipped = (token: string) => `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`;
const token = new TouchTokens(crest.installation.secret).make('open', id);

test('a bad event is refused alone, with what is wrong and what to do, and the rest of its call lands', async () => {
  const { occurredAt: _, ...timeless } = opened;
  const bad: [event: object, code: string, says: string][] = [
    [{ ...opened, eventId: 'b-1', type: 'teleported' }, 'unknown-type', '"teleported"'],
    [{ ...opened, eventId: 'b-2', type: 'enrolled' }, 'unknown-type', '"enrolled"'],
    [{ ...timeless, eventId: 'b-3' }, 'invalid-event', 'occurredAt'],
    [{ ...opened, eventId: 'b-4', occurredAt: 'yesterday' }, 'invalid-time', 'yesterday'],
    [{ ...opened, eventId: 9_007_199_254_740_992 }, 'invalid-event', 'eventId'],
    [{ ...opened, eventId: 'b-6', touch: flipped(token) }, 'unknown-touch', 'touch'],
    [{ ...opened, eventId: 'b-7', touch: 'x'.repeat(43) }, 'unknown-touch', 'touch'],
    [{ ...opened, eventId: 'b-8', touch: 'not-a-touch' }, 'invalid-event', 'touch'],
    [{ ...opened, eventId: 'b-9', contact: '\ud800' }, 'invalid-event', 'contact'],
    [{ ...opened, eventId: 'b-10', who: 'ada' }, 'invalid-event', 'who'],
    [{ eventId: 'b-11', type: 'opened', occurredAt }, 'no-subject', 'touch'],
    [{ ...opened, eventId: 'b-12', enrollmentId: id, touch: undefined }, 'unknown-enrollment', id],
    [{ ...opened, eventId: 'b-13', type: 'replied', machine: true }, 'not-by-machine', 'replied'],
  ];
  const good = [
    { ...opened, eventId: 'g-1' },
    { ...opened, eventId: 'g-2', touch: token, occurredAt: occurredAt.replace('Z', '.123456Z') },
    { eventId: 'g-3', type: 'converted', contact: 'a stranger', occurredAt, name: 'größer' },
  ];
  const events = [...good.slice(0, 1), ...bad.map(([event]) => event), ...good.slice(1)];
  const { status, body } = await crest.call('post', '/v1/events').send({ events });
  expect(status).toBe(200);
  expect(body).toMatchObject({ accepted: 3, duplicates: 0 });
  expect(body.rejected).toEqual(
    bad.map(([, code, says], i) => ({
      ...{ index: i + 1, code },
      detail: expect.stringContaining(says),
      fix: expect.stringMatching(/.+\./),
    })),
  );
});

test('a touch is one touch in whatever letters its id is written', async () => {
  const events = [{ ...opened, eventId: 'upper', touch: id.toUpperCase() }];
  expect((await crest.call('post', '/v1/events').send({ events })).body).toMatchObject({ accepted: 1 });
  const [upper] = await crest.sql`
    select count(*)::int as n from event_log
    where body->>'intentId' = ${id} and body->>'attribution' = 'direct' and body->>'type' = 'opened'`;
  expect(upper).toEqual({ n: 3 });
});

test('a call takes 1,000 events and refuses more as a whole', async () => {
  const events = Array.from({ length: 1_001 }, (_, i) => ({ ...opened, eventId: `many-${i}` }));
  expect((await crest.call('post', '/v1/events').send({ events })).body).toMatchObject({
    ...{ status: 400, code: 'input-invalid' },
    problems: [{ path: 'events', fix: 'Give at most 1000 of them.' }],
  });
  const { body } = await crest.call('post', '/v1/events').send({ events: events.slice(1) });
  expect(body).toEqual({ accepted: 1_000, duplicates: 0, rejected: [] });
});

test('a body of 10 MB is refused before it is read, with the way out', async () => {
  const body = `{"events":[${' '.repeat(10_000_000)}]}`;
  const answer = await crest.call('post', '/v1/events').type('json').send(body);
  expect(answer.body).toMatchObject({ status: 413, code: 'body-too-large', fix: expect.any(String) });
});

test('a compressed body, be it a bomb, is refused before anybody inflates it, with the way out', async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));
  const { body } = await crest
    .call('post', '/v1/events')
    .set('content-type', 'application/json')
    .set('content-encoding', 'gzip')
    .serialize((whole: unknown) => whole as string)
    .send(bomb);
  expect(body).toMatchObject({
    ...{ status: 415, code: 'encoding-unknown', fix: expect.stringContaining('as it is') },
  });
});

test('while Postgres is held up calls wait, and are asked to come again when too many do; what waited lands', async () => {
  const engine = crest.app.get<Pick<Engine, 'sql' | 'versions'>>(ENGINE);
  const { workspaceId } = crest.installation;
  const held = await crest.sql.reserve();
  await held`begin`;
  await held`select from log_head for update`;
  const now = Date.parse('2026-01-05T10:00:00Z');
  const waiting = Array.from({ length: 24 }, (_, call) => {
    const events = Array.from({ length: 1_000 }, (_, i) => ({ ...opened, eventId: `held-${call}-${i}` }));
    return collect(engine, { workspaceId, source: 'api', events, now });
  });
  const settled = Promise.allSettled(waiting);
  const events = [{ ...opened, eventId: 'one more' }];
  const { status, headers, body } = await crest.call('post', '/v1/events').send({ events });
  await held`rollback`;
  held.release();
  expect({ status, wait: headers['retry-after'], code: body.code }).toEqual({
    ...{ status: 429, wait: '1', code: 'too-many-calls' },
  });
  const taken = (await settled).filter(({ status }) => status === 'fulfilled');
  expect(taken).toHaveLength(23);
  const again = await crest.call('post', '/v1/events').send({ events });
  expect(again.body).toEqual({ accepted: 1, duplicates: 0, rejected: [] });
});

test('none of this made Crest fail', () => {
  expect(crest.logged).toEqual([]);
});
