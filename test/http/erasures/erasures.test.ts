import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openStores, rebuild, replayLog } from '#storage';
import { Upkeep } from '../../../apps/api/event-log/upkeep.ts';
import { findInFiles } from '../../support/find-in-files.ts';
import { storedCounts } from '../../support/stored-counts.ts';
import { outreachCrest } from '../support/outreach-crest.ts';

const folder = await mkdtemp(join(tmpdir(), 'crest-erase-'));
const stores = await openStores({ dataDir: folder, now: 0 });
const { sql, clickhouse } = stores;
const crest = await outreachCrest({ stores });
afterAll(async () => {
  await stores.close();
  await rm(folder, { recursive: true });
});

/** The id of no enrollment. */
const NOBODY = '6d2b1b53-6d2e-4d0c-9f0c-0b5f6c1a7e01';
const upkeep = crest.app.get(Upkeep);
const texts = ['zanzibarella', 'marker-person', 'marker-alias'];
/** What the log calls people; unlike names, nobody would look for it, and it must be gone all the same. */
let keys: string[] = [];

async function run(query = ''): Promise<void> {
  expect((await crest.call('post', `/v1/erasures/run${query}`)).status).toBe(200);
  await upkeep.idle();
  expect(upkeep.state.failed).toBeNull();
}

const states = async () =>
  (await crest.get('/v1/erasures')).erasures.map(({ state }: { state: string }) => state);

async function reports(): Promise<string> {
  await crest.drain();
  const answers: string[] = [];
  for (const path of [
    'sequences/outreach/steps?by=variant',
    'sequences/outreach/peak',
    'experiments/outreach.intro/results',
  ])
    answers.push((await crest.call('get', `/v1/${path}`)).text);
  return answers.join('\n');
}

/** What is counted, without the raw events, which the person goes out of. */
const counted = async () =>
  (await storedCounts(clickhouse))
    .split('\n')
    .filter((line) => !line.includes('"event_id"'))
    .join('\n');
const raw = async () =>
  (await storedCounts(clickhouse))
    .split('\n')
    .filter((line) => line.includes('"event_id"'))
    .join('\n');

let before: string;
let countedBefore: string;

beforeAll(async () => {
  const others = Array.from({ length: 20 }, (_, i) => `other-${i}`);
  await crest.save({ id: 'marker-person', email: 'marker-person@mail.example', firstName: 'Zanzibarella' });
  await crest.save({ id: 'marker-alias', email: 'marker-alias@mail.example' });
  await crest.enroll(...others, 'marker-person', 'marker-alias');
  await crest.advance('P4D');
  expect((await crest.merge('marker-alias', 'marker-person')).body).toMatchObject({ enrollmentsMoved: 1 });
  const about = (eventId: string, type: string, more: object) => ({
    ...{ eventId, type, contact: 'marker-person', occurredAt: '2026-01-08T08:00:00Z' },
    ...more,
  });
  await crest.send('post', '/v1/events', {
    events: [
      about('soft', 'bounced', { properties: { kind: 'soft', reason: 'Zanzibarella is away' } }),
      about('reply', 'replied', { properties: { category: 'Zanzibarella says yes' } }),
      about('visit', 'tracked', { name: 'visit', contact: 'stranger' }),
      { ...about('other', 'replied', {}), contact: 'other-3' },
    ],
  });
  const later = await crest
    .call('post', '/v1/events')
    .set('Prefer', 'respond-async')
    .send({
      events: [
        about('later', 'tracked', { name: 'visit', properties: { from: 'Zanzibarella' } }),
        { ...about('refused', 'opened', {}), enrollmentId: NOBODY, properties: { from: 'Zanzibarella' } },
      ],
    });
  expect(later.body).toMatchObject({ accepted: 2 });
  await crest.advance('P10D');
  expect((await crest.get('/v1/events/refused')).refused).toMatchObject([
    { event: expect.stringContaining('Zanzibarella') },
  ]);
  // As of a task with an outcome that it does not know; and one of another workspace.
  await sql`update refused_event set reason = 'properties.outcome: "zanzibarella" is no outcome of step "call"'`;
  await sql`
    insert into refused_event (workspace_id, source, event_id, code, reason, fix, body, came_at)
    select workspace_id + 1, source, event_id, code, 'of others', fix, '{"of":"others"}', came_at from refused_event`;
  before = await reports();
  countedBefore = await counted();
  const rows = await sql<
    { key: string }[]
  >`select subject_key as key from contact where external_id in ('marker-person', 'marker-alias')`;
  keys = rows.map(({ key }) => key);
  // A dead letter about the person.
  await sql`
    insert into dead_letter (sink, log_id, part, pos, reason, body, noticed_at)
    select 'clickhouse', 'other', 0, 0, 'name: expected Zanzibarella', ${`{"subjectKey":"${keys[0]}"}`}, ${new Date(0)}`;
});

test('before a contact is erased its name, address and key are in the files of both stores', async () => {
  const found = await findInFiles(folder, [...texts, ...keys]);
  expect(found.some((path) => path.startsWith('postgres/'))).toBe(true);
  expect(found.some((path) => path.startsWith('clickhouse/'))).toBe(true);
  expect(before).toContain('"replied"');
});

test('nobody is forgotten while a call waits to act that came before and may be about them', async () => {
  // Another process works on it.
  await sql`
    insert into waiting_call (workspace_id, source, came_at, count, events, ids, lease_until)
    select id, 'api', (select clock from installation), 1, '[]', '', 'infinity' from workspace`;
  const erased = await crest.call('delete', '/v1/contacts/marker-person').set('Idempotency-Key', 'once');
  expect(erased.status).toBe(200);
  await run();
  expect(await states()).toEqual(['log', 'log']);
  await sql`delete from waiting_call`;
});

test('a job that is cut off goes on with the next one', async () => {
  expect(await states()).toEqual(['log', 'log']);
  // The log of the dead letters' sink is locked away from the job, as by a kill in the middle of it.
  await sql`alter table dead_letter rename to dead_letter_away`;
  expect((await crest.call('post', '/v1/erasures/run')).status).toBe(200);
  await upkeep.idle();
  expect(upkeep.state.failed).toMatchObject({ what: 'erasure' });
  await sql`alter table dead_letter_away rename to dead_letter`;
  expect(await states()).toEqual(['log', 'log']);
  await run();
  const done = {
    contact: expect.stringMatching(/^erased:\d+$/),
    state: 'done',
    bytesGoneAt: expect.any(String),
  };
  expect(await crest.get('/v1/erasures')).toMatchObject({ erasures: [done, done] });
});

test('once the job has run, no file of the data folder has its name, address or key', async () => {
  expect(await findInFiles(folder, [...texts, ...keys])).toEqual([]);
  // And none of the compressed ones.
  const rows = await raw();
  for (const text of [...texts, ...keys]) expect(rows.toLowerCase()).not.toContain(text);
  const log = await sql<{ body: object }[]>`select body from event_log`;
  for (const text of [...texts, ...keys]) expect(JSON.stringify(log).toLowerCase()).not.toContain(text);
});

test('of a refused event it stays that there was one, with its code; those of other workspaces stay whole', async () => {
  expect((await crest.get('/v1/events/refused')).refused).toEqual([
    expect.objectContaining({
      code: 'unknown-enrollment',
      event: '',
      detail: expect.stringContaining('erased'),
    }),
  ]);
  expect(await sql`select reason, body from refused_event where reason = 'of others'`).toEqual([
    { reason: 'of others', body: '{"of":"others"}' },
  ]);
});

test('every report is the same before, after, and after a replay and a rebuild from either source', async () => {
  expect(await reports()).toBe(before);
  expect(await counted()).toBe(countedBefore);
  const rows = await raw();
  expect(rows).toContain('"subject_key":"erased"');
  await replayLog({ sql, log: crest.log });
  expect(await reports()).toBe(before);
  for (const source of ['log', 'events'] as const) {
    await rebuild({ sql, clickhouse }, { source, now: 0 });
    expect(await reports()).toBe(before);
    expect(await counted()).toBe(countedBefore);
    expect(await raw()).toBe(rows);
  }
});

test('who comes again under the same id is another person, and keeps its events when the job runs again', async () => {
  await crest.enroll('marker-person');
  await crest.advance('PT1H');
  await crest.drain();
  await run();
  const again = await crest.read('marker-person');
  expect(again.events.length).toBeGreaterThan(1);
  expect(await findInFiles(folder, keys)).not.toEqual([]);
});

test('who is only in free space of large tables is listed so, until these are asked for', async () => {
  await sql`update contact set small_gone_at = bytes_gone_at, bytes_gone_at = null where merged_into is not null`;
  await run();
  expect(await states()).toEqual(['large', 'done']);
  const metrics = (await crest.call('get', '/metrics')).text;
  expect(metrics).toContain('crest_waiting{what="erasures"} 0');
  expect(metrics).toContain('crest_waiting{what="erasures-in-large-tables"} 1');
  await run('?large=true');
  expect(await states()).toEqual(['done', 'done']);
  expect((await crest.call('post', '/v1/erasures/run?large=very')).status).toBe(400);
});

test('the job asks for a key that may do everything', async () => {
  const writer = await crest.makeScopedKey('write', 'read');
  expect((await crest.callAs(writer, 'post', '/v1/erasures/run')).status).toBe(403);
});
