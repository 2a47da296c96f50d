import { expect, test } from '@jest/globals';
import { outreachCrest } from '../support/outreach-crest.ts';

const crest = await outreachCrest();

test('a contact is read with where it stands and what happened, newest first', async () => {
  await crest.enroll('ada');
  await crest.advance('P1D');
  const occurredAt = '2026-01-06T08:00:00Z';
  const events = [
    { eventId: 'o1', type: 'opened', machine: true, contact: 'ada', occurredAt },
    {
      eventId: 'c1',
      type: 'converted',
      name: 'order',
      value: 12.5,
      currency: 'EUR',
      contact: 'ada',
      occurredAt,
    },
  ];
  await crest.send('post', '/v1/events', { events });
  const before = await crest.read('ada');
  expect(before.completeness.pending).toBeGreaterThan(0);
  await crest.drain();
  const ada = await crest.read('ada');
  expect(ada).toMatchObject({
    id: 'ada',
    email: 'ada@example.com',
    attributes: { firstName: 'First ada' },
    aliases: [],
    suppressed: null,
    suppressions: [],
    enrollments: [
      {
        sequence: 'outreach',
        version: 1,
        state: 'active',
        nextStep: 'last',
        dueAt: '2026-01-08T08:00:00.000Z',
      },
    ],
    nextCursor: null,
    completeness: { pending: 0, deadLetters: 0, gaps: 0, mismatches: 0 },
  });
  const said = ada.events.map((event: { type: string; step: string }) => `${event.type} ${event.step}`);
  expect(said.sort()).toEqual(
    [
      ...['enrolled ', 'reached intro', 'assigned intro', 'sent intro', 'delivered intro'],
      ...['reached call', 'task-opened call', 'opened intro', 'converted intro'],
    ].sort(),
  );
  expect(ada.events.find((event: { type: string }) => event.type === 'converted')).toEqual({
    eventId: expect.any(String),
    type: 'converted',
    name: 'order',
    occurredAt: '2026-01-06T08:00:00.000Z',
    sequence: 'outreach',
    step: 'intro',
    variant: expect.stringMatching(/^[ab]$/),
    enrollmentId: ada.enrollments[0].enrollmentId,
    machine: false,
    attribution: 'inferred',
    value: 12.5,
    currency: 'EUR',
    properties: {},
  });
  const times = ada.events.map((event: { occurredAt: string }) => event.occurredAt);
  expect(times).toEqual([...times].sort().reverse());
});

test('the events come page by page, each once', async () => {
  const all = (await crest.read('ada')).events;
  const paged: unknown[] = [];
  let cursor: string | null = null;
  do {
    const page: { events: unknown[]; nextCursor: string | null } = await crest.read(
      'ada',
      `?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`,
    );
    paged.push(...page.events);
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(paged).toEqual(all);
});

test('what happened before a contact was enrolled is among its events', async () => {
  const event = { eventId: 's1', type: 'unsubscribed', contact: 'early', occurredAt: '2026-01-05T08:00:00Z' };
  await crest.send('post', '/v1/events', { events: [event] });
  await crest.save({ id: 'early', email: 'early@example.com' });
  await crest.drain();
  expect(await crest.read('early')).toMatchObject({
    suppressed: 'unsubscribed',
    suppressions: [{ reason: 'unsubscribed', by: 'event' }],
    enrollments: [],
    events: [{ type: 'unsubscribed', sequence: '', enrollmentId: null }],
  });
});

test('a contact that is not there is not found, and any id can be asked for', async () => {
  expect(await crest.read('nobody')).toMatchObject({ status: 404, code: 'contact-not-found' });
  const id = `§${'ü/'.repeat(90)}.`;
  await crest.save({ id });
  expect(await crest.read(id)).toMatchObject({ id });
});

test('what happened says what came of it', async () => {
  await crest.enroll('cleo');
  const enrollment = (await crest.read('cleo')).enrollments[0].enrollmentId;
  await crest.send('post', `/v1/enrollments/${enrollment}/exit`, { reason: 'became-customer' });
  await crest.drain();
  const { events } = await crest.read('cleo');
  expect(events.find((event: { type: string }) => event.type === 'exited')).toMatchObject({
    properties: { reason: 'became-customer' },
  });
});
