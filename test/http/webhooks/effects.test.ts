import { describe, expect, test } from '@jest/globals';
import type { WebhookProvider } from '#intake';
import { payloads, type Report, signers } from './support/providers.ts';
import { reportOf, TUESDAY, webhookCrest } from './support/webhook-crest.ts';

const PROVIDERS = Object.keys(signers) as WebhookProvider[];
const people = [
  'touch',
  'id',
  'header',
  'address',
  'order',
  'many',
  'gone',
  'strange',
  'fate',
  'crowd',
  'timeless',
];
const each = PROVIDERS.flatMap((provider) =>
  ['hard', 'soft', 'complaint', 'machine'].map((what) => `${provider}-${what}`),
);
const crest = await webhookCrest([...people, ...each]);

const told = async (provider: WebhookProvider, what: Report['what'], contact: string, more = {}) => {
  const touch = crest.touchOf(contact);
  const { status, body } = await crest.report(
    provider,
    reportOf(what, `${contact}@example.com`, { touch, ...more }),
  );
  expect([status, body.kept]).toEqual([200, 0]);
  return body;
};
const stateOf = async (contact: string) => {
  const { body } = await crest.call('get', `/v1/contacts/${contact}`);
  const [{ state, reason }] = body.enrollments as [{ state: string; reason: string | null }];
  return [state, reason];
};
const suppressed = async (contact: string) => {
  const [row] = await crest.sql<{ reason: string }[]>`
    select u.reason from suppression u join contact c on u.holder_key = c.address_key where c.external_id = ${contact}`;
  return row?.reason ?? null;
};
const eventsOf = async (contact: string) => {
  const rows = await crest.sql<{ body: Record<string, unknown> }[]>`
    select l.body from event_log l join enrollment e on e.no = (l.body ->> 'enrollmentNo')::bigint
    join contact c on c.id = e.contact_id
    where c.external_id = ${contact} and l.body ->> 'source' not in ('engine', 'captured') order by l.part, l.pos`;
  return rows.map(({ body }) => body);
};

describe.each(PROVIDERS)('%s', (provider) => {
  test('a hard bounce ends the sequence and suppresses the address', async () => {
    await told(provider, 'bounced', `${provider}-hard`);
    expect(await stateOf(`${provider}-hard`)).toEqual(['exited', 'bounced']);
    expect(await suppressed(`${provider}-hard`)).toBe('bounced');
    const [event] = await eventsOf(`${provider}-hard`);
    expect(event).toMatchObject({ type: 'bounced', properties: { kind: 'hard', reason: 'bounced' } });
  });

  test('a soft one is logged, and ends and suppresses nothing', async () => {
    await told(provider, 'soft-bounced', `${provider}-soft`);
    expect(await stateOf(`${provider}-soft`)).toEqual(['active', null]);
    expect(await suppressed(`${provider}-soft`)).toBeNull();
    expect(await eventsOf(`${provider}-soft`)).toMatchObject([
      { type: 'bounced', properties: { kind: 'soft' } },
    ]);
  });

  test('a complaint ends the sequence and suppresses the address', async () => {
    await told(provider, 'complained', `${provider}-complaint`);
    expect(await stateOf(`${provider}-complaint`)).toEqual(['exited', 'complained']);
    expect(await suppressed(`${provider}-complaint`)).toBe('complained');
  });

  test('opens and clicks of machines are labelled with the reason', async () => {
    const contact = `${provider}-machine`;
    await told(provider, 'opened', contact, { userAgent: 'Mozilla/5.0', at: TUESDAY - 3000 });
    await told(provider, 'clicked', contact, { userAgent: 'BarracudaCentral/1.0 (barracuda)' });
    await told(provider, 'clicked', contact, {
      ...{ userAgent: 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0', at: TUESDAY - 5000 },
    });
    const events = await eventsOf(contact);
    expect(events.map(({ type, machine, machineReason }) => [type, machine, machineReason]).sort()).toEqual([
      ['clicked', false, ''],
      ['clicked', true, 'scanner'],
      ['opened', true, 'privacy-proxy'],
    ]);
  });
});

describe('what a provider itself knows to be a machine is one', () => {
  test.each<[WebhookProvider, (payload: Record<string, unknown>) => unknown, string]>([
    ['sendgrid', (payload) => [{ ...payload, sg_machine_open: true }], 'privacy-proxy'],
    [
      'mailgun',
      ({ 'event-data': data }) => ({ 'event-data': { ...Object(data), 'client-info': { bot: 'gmail' } } }),
      'prefetch',
    ],
    ['brevo', (payload) => ({ ...payload, event: 'unique_proxy_open' }), 'privacy-proxy'],
  ])('%s', async (provider, mark, reason) => {
    const contact = `${provider}-soft`;
    const report = reportOf('opened', `${contact}@example.com`, { touch: crest.touchOf(contact) });
    const payload = [payloads[provider](report)].flat()[0] as Record<string, unknown>;
    await crest.post(provider, signers[provider](mark(payload), TUESDAY));
    const opens = (await eventsOf(contact)).filter(({ type }) => type === 'opened');
    expect(opens).toMatchObject([{ machine: true, machineReason: reason }]);
  });
});

describe('the touch of a report is found', () => {
  test('by the intent that came back, whatever else is said', async () => {
    await told('postmark', 'delivered', 'touch', { recipient: 'someone@else.example', messageId: 'unknown' });
    expect(await eventsOf('touch')).toMatchObject([{ type: 'delivered', attribution: 'direct' }]);
  });

  test('by the id that the provider gave the mail', async () => {
    await crest.sql`update touch set provider = 'sendgrid', provider_message_id = 'LRzXl_NHStOGhQ4kofSm_A'
      where intent_id = ${crest.touchOf('id')}`;
    const more = { touch: undefined, recipient: 'someone@else.example', messageId: 'LRzXl_NHStOGhQ4kofSm_A' };
    // The same id of another provider is another mail.
    expect(await told('postmark', 'delivered', 'id', more)).toMatchObject({ ignored: 1 });
    await told('sendgrid', 'delivered', 'id', more);
    expect(await eventsOf('id')).toMatchObject([
      { type: 'delivered', attribution: 'direct', source: 'sendgrid' },
    ]);
  });

  test('by the Message-ID that we gave it', async () => {
    const about = { touch: undefined, recipient: 'a@b.example' };
    // An account reports of mail that others have written, too: what it passes on, what other programs send.
    const messageId = `${crest.touchOf('header')}@crest.example.com`;
    expect(await told('brevo', 'bounced', 'header', { ...about, messageId })).toMatchObject({ ignored: 1 });
    const signed = { ...about, messageId: crest.messageIdOf('header').slice(1, -1) };
    await told('brevo', 'delivered', 'header', signed);
    expect(await eventsOf('header')).toMatchObject([{ type: 'delivered', attribution: 'direct' }]);
  });

  test('by the recipient, and then it is inferred', async () => {
    const more = { touch: undefined, recipient: 'Address@EXAMPLE.com' };
    await told('resend', 'delivered', 'address', more);
    expect(await eventsOf('address')).toMatchObject([
      { type: 'delivered', step: 'intro', attribution: 'inferred' },
    ]);
  });

  test('and where the mail is of another installation, or of nobody here, nothing happens', async () => {
    const elsewhere = { touch: '0b3d6c0e-7f0f-5a4e-9d53-1f1f6a1f2b3c' };
    expect(await told('resend', 'bounced', 'address', elsewhere)).toMatchObject({ ignored: 1, accepted: 0 });
    const nobody = { touch: undefined, recipient: 'nobody@else.example' };
    expect(await told('resend', 'complained', 'address', nobody)).toMatchObject({ ignored: 1, accepted: 0 });
    expect(await stateOf('address')).toEqual(['active', null]);
  });
});

test('reports may come in any order, and the earliest time stays', async () => {
  await told('postmark', 'clicked', 'order', { at: TUESDAY - 1000 });
  await told('postmark', 'delivered', 'order', { at: TUESDAY - 9000 });
  await told('postmark', 'opened', 'order', { at: TUESDAY - 5000 });
  const events = await eventsOf('order');
  expect(events.map(({ type }) => type)).toEqual(['clicked', 'delivered', 'opened']);
  expect(new Set(events.map(({ sentAt }) => sentAt)).size).toBe(1);
});

test('what is reported without a time happened when it was reported', async () => {
  const report = reportOf('opened', 'timeless@example.com', { touch: crest.touchOf('timeless') });
  const payload = payloads.postmark(report) as Record<string, unknown>;
  await crest.post('postmark', signers.postmark({ ...payload, ReceivedAt: undefined }, TUESDAY));
  expect(await eventsOf('timeless')).toMatchObject([
    { type: 'opened', occurredAt: new Date(TUESDAY).toISOString() },
  ]);
});

test('one bounce of Amazon’s may name several, and each is one', async () => {
  const payload = {
    eventType: 'Bounce',
    bounce: {
      ...{ bounceType: 'Permanent', bounceSubType: 'General', timestamp: '2026-01-06T07:00:00Z' },
      bouncedRecipients: ['many', 'gone'].map((id) => ({ emailAddress: `${id}@example.com` })),
    },
    mail: {
      messageId: 'one-for-both',
      destination: ['many@example.com', 'gone@example.com', 'order@example.com'],
    },
  };
  const { body } = await crest.post('ses', signers.ses(payload, TUESDAY));
  expect(body).toMatchObject({ accepted: 2 });
  expect([await stateOf('many'), await stateOf('gone'), await stateOf('order')]).toEqual([
    ...[
      ['exited', 'bounced'],
      ['exited', 'bounced'],
    ],
    ['active', null],
  ]);
});

test('a report shows that a mail was taken of which nobody knew', async () => {
  const intent = crest.touchOf('fate');
  await crest.sql`update touch set state = 'unknown', unsure_since = sent_at, sent_at = null where intent_id = ${intent}`;
  await told('ses', 'delivered', 'fate');
  const [touch] =
    await crest.sql`select state, sent_at is not null as sent from touch where intent_id = ${intent}`;
  expect(touch).toEqual({ state: 'sent', sent: true });
});

test('one report, posted thirty times at once, is one event', async () => {
  const report = reportOf('clicked', 'crowd@example.com', { touch: crest.touchOf('crowd') });
  const answers = await Promise.all(Array.from({ length: 30 }, () => crest.report('mailgun', report)));
  expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(200));
  expect(answers.reduce((sum, { body }) => sum + Number(body.accepted), 0)).toBe(1);
  expect(await eventsOf('crowd')).toHaveLength(1);
});

describe('a report of a type that nobody knows', () => {
  test.each(PROVIDERS)('%s: is answered 200, kept once, and does nothing', async (provider) => {
    const report = reportOf('strange', 'strange@example.com', { touch: crest.touchOf('strange') });
    const call = signers[provider](payloads[provider](report), TUESDAY);
    for (const repeat of [1, 2]) {
      const { status, body } = await crest.post(provider, call);
      expect([repeat, status, body]).toEqual([
        repeat,
        200,
        { accepted: 0, duplicates: 0, kept: 1, ignored: 0 },
      ]);
    }
    const kept = (await crest.kept()).filter(
      (notice) => notice.provider === provider && /eleport/.test(notice.said),
    );
    expect(kept).toMatchObject([{ type: 'unknown', reason: 'unknown-type' }]);
    expect(kept[0]?.body).toContain('strange@example.com');
    expect(await eventsOf('strange')).toEqual([]);
  });

  test('is listed with its reason, page by page', async () => {
    const { body: all } = await crest.call('get', '/v1/webhooks/kept');
    const strange = all.kept.filter(({ reason }: { reason: string }) => reason === 'unknown-type');
    expect(strange.map(({ provider }: { provider: string }) => provider).sort()).toEqual(
      [...PROVIDERS].sort(),
    );
    expect(strange[0]).toMatchObject({
      type: 'unknown',
      body: expect.stringContaining('strange@example.com'),
    });
    const paged: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const more: string = cursor && `&cursor=${cursor}`;
      const { body } = await crest.call('get', `/v1/webhooks/kept?limit=2${more}`);
      paged.push(...body.kept);
      cursor = body.nextCursor;
    }
    expect(paged).toEqual(all.kept);
    const { body: own } = await crest.call('get', '/v1/webhooks/kept?provider=brevo');
    expect(own.kept).toMatchObject([{ provider: 'brevo', said: 'teleported' }]);
    expect((await crest.call('get', '/v1/webhooks/kept?provider=pigeon')).status).toBe(400);
  });

  test('goes with the person whose address it names', async () => {
    expect((await crest.call('delete', '/v1/contacts/strange')).status).toBe(200);
    expect((await crest.kept()).filter(({ body }) => body.includes('strange@example.com'))).toEqual([]);
  });
});

test('what is refused as an event is kept with the reason, and the rest goes in', async () => {
  const report = (what: Report['what'], at: number) =>
    payloads.sendgrid(reportOf(what, 'order@example.com', { touch: crest.touchOf('order'), at }));
  const payload = [report('opened', TUESDAY - 2000), report('clicked', TUESDAY + 60_000)].flat();
  const { status, body } = await crest.post('sendgrid', signers.sendgrid(payload, TUESDAY));
  expect([status, body]).toEqual([200, { accepted: 1, duplicates: 0, kept: 1, ignored: 0 }]);
  const kept = (await crest.kept()).filter(({ reason }) => reason === 'after-the-clock');
  expect(kept).toMatchObject([{ provider: 'sendgrid', type: 'clicked', said: 'click' }]);
});

test('the log holds no address of a report', async () => {
  const [row] = await crest.sql<{ found: number }[]>`
    select count(*) as found from event_log where body::text ~ '@example\\.com|550 <|shop\\.example'`;
  expect(row?.found).toBe(0);
});
