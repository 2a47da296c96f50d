import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Effect } from './call.ts';
import { type Door, readCalls } from './read-calls.ts';

const NOON = Date.parse('2026-01-05T12:00:00Z');
const TOUCH = '0b3d6c0e-7f0f-5a4e-9d53-1f1f6a1f2b3c';
const known = {
  conversions: new Set(['trial-converted', 'email-opened-twice']),
  sequences: new Set(['onboarding', 'outreach']),
  isAddress: (text: string) => text.includes('@'),
};
const read = (body: unknown, door: Door = 'batch') => readCalls(body, door, NOON, known);
const effectOf = (call: Record<string, unknown>): Effect => {
  const { drafts, refused } = read({ batch: [{ userId: 'ada', ...call }] });
  const [draft] = drafts;
  if (!draft) throw new Error(JSON.stringify(refused));
  return draft.effect;
};
const eventOf = (call: Record<string, unknown>) => {
  const effect = effectOf({ type: 'track', ...call });
  if (effect.kind !== 'event') throw new Error(effect.kind);
  return effect.event;
};
const refusalOf = (call: unknown) => {
  const { refused, drafts } = read({ batch: [call] });
  expect(drafts).toEqual([]);
  return refused[0];
};

describe('a tracked event', () => {
  test.each(['Trial Converted', 'trial_converted', 'trialConverted', ' trial  converted! '])(
    'is a conversion where its name is known as one: %s',
    (event) => expect(eventOf({ event })).toMatchObject({ type: 'converted', name: 'trial-converted' }),
  );

  test('of any other name is tracked, so that it ends nobody’s sequence', () => {
    expect(eventOf({ event: 'Button Clicked' })).toMatchObject({ type: 'tracked', name: 'button-clicked' });
    expect(eventOf({ event: 'Покупка сделана' })).toMatchObject({ type: 'tracked', name: 'покупка-сделана' });
    expect(eventOf({ event: '🎉' })).toMatchObject({ type: 'tracked', name: '🎉' });
  });

  test.each([
    ['Email Delivered', 'delivered'],
    ['Email Opened', 'opened'],
    ['email_link_clicked', 'clicked'],
    ['Email Bounced', 'bounced'],
    ['Email Marked as Spam', 'complained'],
    ['Unsubscribed', 'unsubscribed'],
  ])('of mail has the type that it is: %s', (event, type) => {
    const { name, type: got } = eventOf({ event });
    expect([got, name]).toEqual([type, undefined]);
  });

  test('that is a bounce is soft where its sender says so', () => {
    expect(
      eventOf({ event: 'Email Bounced', properties: { bounce_type: 'Transient' } }).properties,
    ).toMatchObject({
      kind: 'soft',
    });
    expect(eventOf({ event: 'Email Bounced' }).properties).toEqual({});
  });

  test('carries what it is worth', () => {
    expect(eventOf({ event: 'x', properties: { revenue: 49.9, currency: 'USD' } })).toMatchObject({
      value: 49.9,
      currency: 'USD',
    });
    expect(eventOf({ event: 'x', properties: { value: '$12.50' } }).value).toBe(12.5);
    expect(eventOf({ event: 'x', properties: { revenue: 'a lot' } }).value).toBeUndefined();
    const { drafts, remarks } = read(
      { userId: 'a', event: 'x', properties: { revenue: 1, currency: 'dollars' } },
      'track',
    );
    expect(drafts).toHaveLength(1);
    expect(remarks).toMatchObject([{ index: 0, code: 'currency-unknown' }]);
  });

  test('says by its properties, its context or its campaign where it belongs', () => {
    expect(eventOf({ event: 'x', properties: { sequenceKey: 'outreach', step_key: 'intro' } })).toMatchObject(
      { sequence: 'outreach', step: 'intro' },
    );
    expect(eventOf({ event: 'x', context: { email_id: TOUCH } })).toMatchObject({ touch: TOUCH });
    const signed = `<${TOUCH}.abcdefghijklmnopqrstuvwxy2@example.com>`;
    expect(eventOf({ event: 'x', properties: { messageId: signed } })).toMatchObject({ touch: TOUCH });
    expect(eventOf({ event: 'x', properties: { message_id: `<${TOUCH}@example.com>` } })).toMatchObject({
      touch: TOUCH,
    });
    expect(
      eventOf({ event: 'x', context: { campaign: { name: 'onboarding', content: 'welcome' } } }),
    ).toMatchObject({ sequence: 'onboarding', step: 'welcome' });
  });

  test('from a campaign or a mail that is none of Crest’s is about its contact alone', () => {
    const event = eventOf({
      event: 'x',
      properties: { email_id: '18vzF7u3z', sequence_id: 'elsewhere' },
      context: { campaign: { name: 'spring', content: 'banner' } },
    });
    expect(event).toMatchObject({ contact: 'ada' });
    for (const field of ['touch', 'sequence', 'step']) expect(event).not.toHaveProperty(field);
  });

  test('of a visitor whom nobody has named is about that visitor', () => {
    const { drafts } = read({ anonymousId: 'anon-1', event: 'x' }, 'track');
    expect(drafts[0]?.effect).toMatchObject({ event: { contact: 'anon-1' } });
  });
});

test('a page and a screen are tracked by their names', () => {
  expect(effectOf({ type: 'page', category: 'Docs', name: 'Pricing' })).toMatchObject({
    event: { type: 'tracked', name: 'viewed-docs-pricing-page' },
  });
  expect(effectOf({ type: 'screen' })).toMatchObject({ event: { name: 'viewed-screen' } });
});

describe('identify', () => {
  test('sets what is known of a contact, whose id is the user’s', () => {
    expect(
      effectOf({
        type: 'identify',
        traits: { id: 7, email: 'ada@example.com', plan: 'trial', timezone: 'Europe/Lisbon' },
      }),
    ).toEqual({
      kind: 'contact',
      contact: 'ada',
      fields: { email: 'ada@example.com', plan: 'trial', timezone: 'Europe/Lisbon' },
    });
  });

  test('without a zone takes that of the client', () => {
    expect(effectOf({ type: 'identify', context: { timezone: 'Asia/Tokyo' } })).toMatchObject({
      fields: { timezone: 'Asia/Tokyo' },
    });
  });

  test('leaves out a trait that cannot be kept, and says so', () => {
    const traits = {
      email: 'n/a',
      timezone: 'Mars/Base',
      order: JSON.parse('12345678901234567890'),
      plan: 'trial',
    };
    const { drafts, remarks } = read({ userId: 'ada', traits }, 'identify');
    expect(drafts[0]?.effect).toMatchObject({ fields: { plan: 'trial' } });
    expect(remarks.map(({ code, detail }) => [code, detail.split(':')[0]])).toEqual([
      ['trait-not-kept', 'traits.email'],
      ['trait-not-kept', 'traits.timezone'],
      ['number-inexact', 'traits.order'],
    ]);
  });
});

test('a group is the account of its contact', () => {
  expect(
    effectOf({ type: 'group', groupId: 'acct-7', traits: { name: 'Acme', employees: 12 } }),
  ).toMatchObject({
    kind: 'contact',
    fields: { account: 'acct-7', company: 'Acme' },
  });
});

test('an alias makes two ids one contact; the user goes on', () => {
  expect(effectOf({ type: 'alias', previousId: 'anon-1' })).toEqual({
    kind: 'alias',
    contact: 'anon-1',
    into: 'ada',
  });
  expect(effectOf({ type: 'alias', anonymousId: 'anon-2' })).toMatchObject({ contact: 'anon-2' });
});

describe('a call that cannot be taken is refused alone', () => {
  test.each([
    ['nobody', { type: 'track', event: 'x' }, 'no_user_anon_id'],
    ['an empty id', { type: 'track', event: 'x', userId: ' ' }, 'no_user_anon_id'],
    ['no event', { type: 'track', userId: 'u' }, 'event-missing'],
    ['a type of its own', { type: 'scream', userId: 'u' }, 'unknown-type'],
    [
      'an id beyond 2^53',
      JSON.parse('{"type":"track","event":"x","userId":12345678901234567890}'),
      'invalid-id',
    ],
    ['an object for an id', { type: 'track', event: 'x', userId: { a: 1 } }, 'invalid-id'],
    ['what a program writes for nothing', { type: 'identify', userId: 'undefined' }, 'invalid-id'],
    ['half a surrogate pair', { type: 'track', event: 'x', userId: 'a\ud800' }, 'invalid-call'],
    [
      '32 KB',
      { type: 'track', event: 'x', userId: 'u', properties: { blob: 'x'.repeat(40_000) } },
      'call-too-large',
    ],
    [
      '32 KB of letters of three bytes',
      { type: 'track', event: 'x', userId: 'u', properties: { blob: '語'.repeat(11_000) } },
      'call-too-large',
    ],
    ['no object', 'track', 'invalid-call'],
    ['no group', { type: 'group', userId: 'u' }, 'group-missing'],
    ['no former id', { type: 'alias', userId: 'u' }, 'alias-incomplete'],
    [
      'not for Crest',
      { type: 'track', event: 'x', userId: 'u', integrations: { Crest: false } },
      'not-for-crest',
    ],
  ])('%s', (_, call, code) => {
    expect(refusalOf(call)).toMatchObject({
      index: 0,
      code,
      detail: expect.any(String),
      fix: expect.any(String),
    });
  });

  test('the others of its batch are taken', () => {
    const { drafts, refused } = read({
      batch: [{ type: 'track' }, { type: 'track', userId: 'u', event: 'x' }],
    });
    expect([drafts.map(({ index }) => index), refused.map(({ index }) => index)]).toEqual([[1], [0]]);
  });
});

test('a whole number that is an id is taken as text', () => {
  expect(effectOf({ type: 'track', event: 'x', userId: 42 })).toMatchObject({ event: { contact: '42' } });
});

test('what the batch says holds for all its calls, and a call that says it itself goes first', () => {
  const context = { campaign: { name: 'onboarding' }, timezone: 'Asia/Tokyo' };
  const { drafts } = read({
    context,
    sentAt: '2020-01-01T00:01:00Z',
    batch: [
      { type: 'track', userId: 'u', event: 'x', timestamp: '2020-01-01T00:00:00Z' },
      { type: 'track', userId: 'u', event: 'x', context: { campaign: { name: 'outreach' } } },
    ],
  });
  expect(drafts.map(({ effect }) => effect)).toMatchObject([
    { event: { sequence: 'onboarding', occurredAt: '2026-01-05T11:59:00.000Z' } },
    { event: { sequence: 'outreach' } },
  ]);
});

describe('what names a call', () => {
  const nameOf = (call: Record<string, unknown>) =>
    read({ type: 'track', userId: 'u', event: 'x', ...call }, 'track').drafts[0]?.messageId;

  test('is its messageId, however long', () => {
    expect(nameOf({ messageId: 'm-1' })).toBe('m-1');
    expect(nameOf({ messageId: 'x'.repeat(300) })).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('is all it says where it has its own time and no messageId, but for when it was sent', () => {
    const timestamp = '2026-01-05T11:59:50.123Z';
    expect(nameOf({ timestamp, sentAt: '2026-01-05T12:00:00Z' })).toBe(
      nameOf({ timestamp, sentAt: '2026-01-05T12:01:00Z' }),
    );
    expect(nameOf({ timestamp })).not.toBe(nameOf({ timestamp, event: 'y' }));
  });

  test('is nothing where it has neither: two clicks are two', () => expect(nameOf({})).toBeNull());

  test('stands in a batch once', () => {
    const call = { type: 'track', userId: 'u', event: 'x', messageId: 'm' };
    expect(read({ batch: [call, call] })).toMatchObject({ drafts: [{ index: 0 }], repeated: 1 });
  });
});

test.each([
  ['no object', [], ''],
  ['no batch', {}, 'batch'],
  ['more than 2,500 calls', { batch: Array(2501).fill({}) }, 'batch'],
])('a body that is no batch is refused as a whole: %s', (_, body, field) => {
  expect(() => read(body)).toThrow(expect.objectContaining({ code: 'batch-invalid', field }));
});

test('whatever a call holds, it is taken or refused with a reason', () => {
  const field = fc.oneof(fc.jsonValue(), fc.constantFrom('ada', '2026-01-05T00:00:00Z', TOUCH));
  const fields = [
    'userId',
    'anonymousId',
    'previousId',
    'groupId',
    'event',
    'messageId',
    'timestamp',
    'sentAt',
    'properties',
    'context',
    'traits',
    'integrations',
    'name',
  ];
  const call = fc.record({
    type: fc.constantFrom('track', 'identify', 'page', 'screen', 'group', 'alias'),
    ...Object.fromEntries(fields.map((name) => [name, fc.option(field, { nil: undefined })])),
  });
  fc.assert(
    fc.property(fc.array(call, { maxLength: 5 }), fc.jsonValue(), (batch, context) => {
      const { drafts, refused, repeated } = read({ batch, context });
      expect(drafts.length + refused.length + repeated).toBe(batch.length);
    }),
  );
});
