import { beforeAll, expect, test } from '@jest/globals';
import { actOnWaiting } from '#runtime';
import { ActLoop } from '../../apps/ingest/collect/act-loop.ts';
import { ENGINE } from '../../apps/ingest/provided.ts';
import { lines, outreach } from './support/outreach.ts';
import { testCrest } from './support/test-crest.ts';

const crest = await testCrest();
const { sql } = crest;
const acting = crest.app.get(ActLoop);
const touches = new Map<string, { readonly id: string; readonly at: string }>();

beforeAll(async () => {
  await crest.call('put', '/v1/sequences/outreach').send(outreach);
  await crest.call('post', '/v1/sequences/outreach/publish');
  const enrollments = lines('ada', 'bob', 'cy', 'di');
  await crest.call('post', '/v1/sequences/outreach/enrollments').send({ enrollments });
  await crest.call('post', '/v1/clock/advance').send({ by: '1h' });
  const rows = await sql<{ contact: string; id: string; at: string }[]>`
    select c.external_id as contact, t.intent_id as id,
      to_char(t.sent_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at
    from touch t join enrollment e on e.no = t.enrollment_no join contact c on c.id = e.contact_id
    where t.sent_at is not null`;
  for (const { contact, ...touch } of rows) touches.set(contact, touch);
});

/** An event about the mail that a contact got. */
const about = (contact: string, type: string, eventId = `${contact}-${type}`) => {
  const { id = '', at = '' } = touches.get(contact) ?? {};
  return { eventId, type, touch: id, occurredAt: at };
};

const later = (events: readonly object[], prefer = 'respond-async') =>
  crest.call('post', '/v1/events').set('prefer', prefer).send({ events });

const stateOf = async (contact: string) => {
  const [row] = await sql<{ state: string; reason: string | null }[]>`
    select e.state, e.reason from enrollment e join contact c on c.id = e.contact_id where c.external_id = ${contact}`;
  return row;
};

/** What the log says of a contact's events, but for what names it. */
const logged = async (contact: string) => {
  const rows = await sql<{ body: Record<string, unknown> }[]>`
    select l.body from event_log l
    join enrollment e on e.no = (l.body->>'enrollmentNo')::bigint join contact c on c.id = e.contact_id
    where c.external_id = ${contact} and l.body->>'source' <> 'engine' order by l.part, l.pos`;
  const naming = ['eventId', 'intentId', 'enrollmentId', 'enrollmentNo', 'subjectKey', 'variant', 'arms'];
  return rows.map(({ body }) =>
    Object.fromEntries(Object.entries(body).filter(([field]) => !naming.includes(field))),
  );
};

test('events answered before they act are stored, and then act as if they had at once', async () => {
  const types = ['opened', 'clicked', 'replied'];
  const at = types.map((type) => about('ada', type));
  expect((await crest.call('post', '/v1/events').send({ events: at })).status).toBe(200);
  const { status, headers, body } = await later(types.map((type) => about('bob', type)));
  expect(status).toBe(202);
  expect(headers['preference-applied']).toBe('respond-async');
  expect(body).toEqual({ accepted: 3, duplicates: 0, rejected: [] });
  await acting.drain();
  expect(await stateOf('bob')).toEqual({ state: 'exited', reason: 'replied' });
  expect(await logged('bob')).toEqual(await logged('ada'));
  expect(await logged('bob')).toHaveLength(types.length + 1);
  const [left] = await sql`select count(*)::int as calls from waiting_call`;
  expect(left).toEqual({ calls: 0 });
});

test('an event is one event, whether it acts at once or later, and is counted by the first call that brings it', async () => {
  const [first, second] = [about('cy', 'opened', 'one'), about('cy', 'opened', 'two')];
  expect((await later([first, first])).body).toMatchObject({ accepted: 1, duplicates: 1 });
  expect((await crest.call('post', '/v1/events').send({ events: [first] })).body).toMatchObject({
    ...{ accepted: 0, duplicates: 1 },
  });
  await crest.call('post', '/v1/events').send({ events: [second] });
  expect((await later([first, second])).body).toMatchObject({ accepted: 0, duplicates: 2 });
  await acting.drain();
  const [seen] = await sql`
    select s.count from sighting s join enrollment e on e.no = s.enrollment_no join contact c on c.id = e.contact_id
    where c.external_id = 'cy' and s.type = 'opened'`;
  expect(seen).toEqual({ count: 2 });
});

test('what is wrong with an event alone is said at once; what only its touch tells, later and with its reason', async () => {
  const stranger = { ...about('cy', 'clicked', 'strange'), touch: '6d2b1b53-6d2e-4d0c-9f0c-0b5f6c1a7e01' };
  const { body } = await later([
    { ...stranger, type: 'teleported' },
    stranger,
    about('cy', 'clicked', 'known'),
  ]);
  expect(body).toMatchObject({ accepted: 2, rejected: [{ index: 0, code: 'unknown-type' }] });
  await acting.drain();
  const { body: list } = await crest.call('get', '/v1/events/refused');
  expect(list.refused).toEqual([
    {
      code: 'unknown-touch',
      detail: expect.stringContaining(stranger.touch),
      fix: expect.stringMatching(/.+\./),
      event: JSON.stringify(stranger),
      cameAt: expect.any(String),
    },
  ]);
  expect(list.nextCursor).toBeNull();
  // As if it had never come: the one who mends it sends it under the same id.
  const mended = { ...stranger, touch: touches.get('cy')?.id };
  expect((await later([mended])).body).toMatchObject({ accepted: 1, duplicates: 0 });
  await acting.drain();
  expect((await logged('cy')).filter(({ type }) => type === 'clicked')).toHaveLength(2);
});

test('refused events come page by page, newest first', async () => {
  for (const eventId of ['page-1', 'page-2']) {
    await later([{ ...about('cy', 'opened', eventId), touch: '6d2b1b53-6d2e-4d0c-9f0c-0b5f6c1a7e02' }]);
    await acting.drain();
  }
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const path: string = `/v1/events/refused?limit=1${cursor && `&cursor=${cursor}`}`;
    const { body } = await crest.call('get', path);
    ids.push(...body.refused.map(({ event }: { event: string }) => JSON.parse(event).eventId));
    cursor = body.nextCursor;
  }
  expect([...ids].sort()).toEqual(['page-1', 'page-2', 'strange']);
});

test('events without ids take theirs from the Idempotency-Key, and a repeated call is answered as before', async () => {
  const { eventId: _, ...nameless } = about('cy', 'opened');
  expect((await later([nameless])).body).toMatchObject({ code: 'event-id-missing' });
  const call = () => later([nameless, nameless]).set('idempotency-key', 'later-1');
  const first = await call();
  expect(first.body).toMatchObject({ accepted: 2 });
  const second = await call();
  expect([second.status, second.text]).toEqual([first.status, first.text]);
  expect(second.headers['idempotency-replayed']).toBe('true');
});

test('the preference is found among others, and nothing else is taken for it', async () => {
  expect((await later([about('cy', 'opened', 'p-1')], 'wait=5, Respond-Async; x=1')).status).toBe(202);
  expect((await later([about('cy', 'opened', 'p-2')], 'respond-synchronously')).status).toBe(200);
});

test('what was sent before the clock of a sandbox moves has acted before', async () => {
  expect((await later([about('di', 'replied')])).status).toBe(202);
  await crest.call('post', '/v1/clock/advance').send({ by: 'P30D' });
  expect(await stateOf('di')).toEqual({ state: 'exited', reason: 'replied' });
  const [mails] = await sql`
    select count(*)::int as sent from touch t join enrollment e on e.no = t.enrollment_no
    join contact c on c.id = e.contact_id where c.external_id = 'di' and t.sent_at is not null`;
  expect(mails).toEqual({ sent: 1 });
});

test('what was cut off after it had acted acts once', async () => {
  const before = await sql`select count(*)::int as n from event_log`;
  await sql`
    create function keep_waiting() returns trigger language plpgsql as $$ begin
      insert into waiting_call (workspace_id, source, came_at, count, events, ids)
      values (old.workspace_id, old.source, old.came_at, old.count, old.events, old.ids);
      return old;
    end $$`;
  await sql`create trigger cut_off after delete on waiting_call for each row execute function keep_waiting()`;
  await later([about('cy', 'opened', 'cut')]);
  const engine = crest.app.get(ENGINE);
  const now = Date.now();
  // The loop of the process may have been faster; either way the call waits again.
  await actOnWaiting(engine, { now });
  await sql`drop trigger cut_off on waiting_call`;
  await acting.drain();
  const after = await sql`select count(*)::int as n from event_log`;
  expect(after[0]?.n - before[0]?.n).toBe(1);
  expect(await sql`select from waiting_call`).toHaveLength(0);
  expect(await sql`select from inbox where waits`).toHaveLength(0);
});
