import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { outreachCrest } from '../support/outreach-crest.ts';
import { calledEvents, segmentCalls } from '../support/segment-call.ts';

const crest = await outreachCrest();
const writeKey = await crest.makeScopedKey('ingest');
await crest.save({ id: 'ada', email: 'ada@example.com', firstName: 'Ada' });
await crest.enroll('bob', 'cyd', 'eve');
await crest.advance('P2D');

const { post, batch } = segmentCalls(crest.app, writeKey);
const track = (call: object) => ({ type: 'track', userId: 'bob', event: 'Button Clicked', ...call });

const logged = () => calledEvents(crest.sql);
const count = async () => (await logged()).length;

describe('the key', () => {
  const body = JSON.stringify({ userId: 'ada', event: 'x' });
  const withoutHeader = (sent: object) =>
    crest.knock('post', '/v1/track').set('content-type', 'text/plain').send(JSON.stringify(sent));

  test('is the user name of Basic, or a bearer token', async () => {
    expect((await post('/v1/track', body)).body).toMatchObject({ success: true, accepted: 1 });
    const bearer = await post('/v1/track', body, { authorization: `Bearer ${writeKey}` });
    expect(bearer.status).toBe(200);
  });

  test('may stand in the body, as browsers send it', async () => {
    expect((await withoutHeader({ userId: 'ada', event: 'x', writeKey })).body).toMatchObject({
      accepted: 1,
    });
    const calls = { batch: [{ type: 'track', userId: 'ada', event: 'x', writeKey }] };
    const answer = await crest
      .knock('post', '/v1/b')
      .set('content-type', 'text/plain')
      .send(JSON.stringify(calls));
    expect(answer.body).toMatchObject({ accepted: 1 });
  });

  test('that is not known is refused, and so is none, before anything is stored', async () => {
    const before = await count();
    const wrong = await post('/v1/track', body, { authorization: 'Basic V0tfZGVtb18xMjM6' });
    expect([wrong.status, wrong.body.code]).toEqual([401, 'key-unknown']);
    const none = await withoutHeader({ userId: 'ada', event: 'x' });
    expect([none.status, none.body.code]).toEqual([401, 'key-missing']);
    expect(await count()).toBe(before);
  });

  test('that may not send is refused', async () => {
    const reader = await crest.makeScopedKey('read');
    const answer = await post('/v1/track', body, { authorization: `Bearer ${reader}` });
    expect([answer.status, answer.body.code]).toEqual([403, 'scope-missing']);
  });
});

describe('a body', () => {
  const json = Buffer.from(JSON.stringify({ userId: 'ada', event: 'x' }));

  test.each([
    'application/json',
    'text/plain;charset=UTF-8',
    'application/x-www-form-urlencoded',
    'text/csv',
    'no type',
  ])('is JSON whatever it is said to be: %s', async (type) =>
    expect((await post('/v1/track', json, { 'content-type': type })).body.accepted).toBe(1),
  );

  test.each([
    ['gzip', gzipSync(json)],
    ['deflate', deflateSync(json)],
    ['deflate', deflateRawSync(json)],
    ['br', brotliCompressSync(json)],
  ])('may be compressed: %s', async (encoding, bytes) => {
    expect((await post('/v1/track', bytes, { 'content-encoding': encoding })).body.accepted).toBe(1);
  });

  test('that begins like gzip is gzip, also where nobody says so', async () => {
    expect((await post('/v1/track', gzipSync(json))).body.accepted).toBe(1);
  });

  test.each([
    ['broken JSON', '{"userId":', {}, 400, 'json-malformed'],
    ['nothing', '', {}, 400, 'json-malformed'],
    ['a list', '[]', {}, 400, 'batch-invalid'],
    ['UTF-16', Buffer.from('{"userId":"a"}', 'utf16le'), {}, 400, 'json-malformed'],
    ['Latin-1', Buffer.from('{"userId":"Zoë","event":"x"}', 'latin1'), {}, 400, 'body-not-utf-8'],
    ['another charset', '{}', { 'content-type': 'application/json; charset=utf-16' }, 400, 'body-not-utf-8'],
    ['JSON that is no gzip', '{}', { 'content-encoding': 'gzip' }, 400, 'body-not-inflatable'],
    [
      'gzip that is cut off',
      gzipSync('x'.repeat(9_000)).subarray(0, 20),
      { 'content-encoding': 'gzip' },
      400,
      'body-not-inflatable',
    ],
    [
      'a bomb',
      gzipSync(Buffer.alloc(50_000_000, ' ')),
      { 'content-encoding': 'gzip' },
      413,
      'body-too-large',
    ],
    [
      'a bomb of another kind',
      brotliCompressSync(Buffer.alloc(50_000_000, ' ')),
      { 'content-encoding': 'br' },
      413,
      'body-too-large',
    ],
    ['another encoding', '{}', { 'content-encoding': 'zstd' }, 415, 'encoding-unknown'],
    ['10 MB', 'x'.repeat(10_000_000), {}, 413, 'body-too-large'],
    ['what nests without end', `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, {}, 400, 'json-malformed'],
  ] as [string, string | Buffer, Record<string, string>, number, string][])(
    'that cannot be read is refused as a whole: %s',
    async (_, bytes, headers, status, code) => {
      const answer = await post('/v1/track', bytes, headers);
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expect(answer.body).toMatchObject({ detail: expect.any(String), fix: expect.any(String) });
    },
  );

  test('a call of more than 32 KB is refused: alone with 400, in a batch by its line', async () => {
    const large = track({ properties: { blob: 'x'.repeat(40_000) } });
    expect((await post('/v1/track', large)).body).toMatchObject({ status: 400, code: 'call-too-large' });
    const { status, body } = await batch(large, track({}));
    expect([status, body.accepted, body.rejected[0]]).toMatchObject([
      200,
      1,
      { index: 0, code: 'call-too-large' },
    ]);
  });

  test('of more than 2,500 calls is refused', async () => {
    expect((await post('/v1/batch', { batch: Array(2501).fill({}) })).body).toMatchObject({
      status: 400,
      code: 'batch-invalid',
    });
    expect((await batch(...Array.from({ length: 2500 }, () => ({})))).body.rejected).toHaveLength(2500);
  });
});

describe('calls of a batch', () => {
  test('are taken or refused one by one, each with its reason', async () => {
    const before = await count();
    const { status, body } = await batch(
      track({ messageId: 'good-1' }),
      { type: 'track', event: 'x', messageId: 'nobody' },
      track({ userId: 'a\ud800', messageId: 'half' }),
      track({ messageId: 'half-2', properties: { title: 'a\ud800' } }),
      track({ timestamp: '2030-01-01T00:00:00Z', messageId: 'tomorrow' }),
      track({ messageId: 'good-2' }),
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ success: true, accepted: 2, duplicates: 0 });
    expect(
      body.rejected.map(({ index, messageId, code }: Record<string, unknown>) => [index, messageId, code]),
    ).toEqual([
      [1, 'nobody', 'no_user_anon_id'],
      [2, 'half', 'invalid-call'],
      [3, 'half-2', 'invalid-event'],
      [4, 'tomorrow', 'after-the-clock'],
    ]);
    expect(await count()).toBe(before + 2);
  });

  test('with an id beyond 2^53 are refused, since JSON has made another one of it', async () => {
    const { body } = await post(
      '/v1/batch',
      '{"batch":[{"type":"track","event":"x","userId":12345678901234567890}]}',
    );
    expect(body.rejected).toMatchObject([{ code: 'invalid-id', detail: expect.stringContaining('userId') }]);
  });

  test('count once by their messageId, whenever they come again', async () => {
    const calls = [
      track({ messageId: 'once-1' }),
      track({ messageId: 'once-1' }),
      track({ messageId: 'once-2' }),
    ];
    const before = await count();
    expect((await batch(...calls)).body).toMatchObject({ accepted: 2, duplicates: 1 });
    expect((await batch(...calls)).body).toMatchObject({ accepted: 0, duplicates: 3 });
    expect(await count()).toBe(before + 2);
  });

  test('count once also when they come several times at the same moment', async () => {
    const calls = [
      { type: 'identify', userId: 'kim', traits: { plan: 'trial' }, messageId: 'same-1' },
      { type: 'alias', userId: 'kim', previousId: 'anon-7', messageId: 'same-2' },
      ...Array.from({ length: 20 }, (_, i) => track({ messageId: `same-event-${i}` })),
    ];
    const before = await count();
    const answers = await Promise.all(Array.from({ length: 5 }, () => batch(...calls)));
    expect(answers.map(({ status, body }) => [status, body.rejected])).toEqual(Array(5).fill([200, []]));
    const sum = answers.reduce((total, { body }) => total + body.accepted, 0);
    // An alias that finds another one under way makes nothing of it, and says that it was made.
    expect(sum).toBeGreaterThanOrEqual(21 + 1);
    expect(await count()).toBe(before + 20);
    expect(await crest.read('anon-7')).toMatchObject({ id: 'kim', attributes: { plan: 'trial' } });
  });

  test('that nothing names are each a call of its own', async () => {
    const before = await count();
    await batch(track({}), track({}));
    expect(await count()).toBe(before + 2);
  });

  test('take what the batch says of all of them', async () => {
    const [touch] = await crest.sql<{ id: string }[]>`
      select t.intent_id as id from touch t join enrollment e on e.no = t.enrollment_no
      join contact c on c.id = e.contact_id where c.external_id = 'bob' and t.step = 'intro'`;
    await post('/v1/batch', {
      context: { message_id: touch?.id },
      batch: [track({ event: 'From The Batch' })],
    });
    const [event] = (await logged()).filter(({ name }) => name === 'from-the-batch');
    expect(event).toMatchObject({ intentId: touch?.id, attribution: 'direct', step: 'intro' });
  });
});
