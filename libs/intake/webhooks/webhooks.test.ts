import { describe, expect, test } from '@jest/globals';
import type { Notice } from '../notice.ts';
import { type WebhookProvider, webhookReaders } from './index.ts';
import { readPayload } from './read-payload.ts';

const TOUCH = '0b3d6c0e-7f0f-5a4e-9d53-1f1f6a1f2b3c';

const read = (provider: WebhookProvider, payload: unknown, headers = {}): readonly Notice[] =>
  webhookReaders[provider]({ payload, headers });
const one = (provider: WebhookProvider, payload: unknown, headers = {}): Notice => {
  const [notice, ...more] = read(provider, payload, headers);
  if (!notice || more.length > 0) throw new Error(`expected one notice, got ${more.length + 1}`);
  return notice;
};
const ses = (event: object): readonly Notice[] =>
  read('ses', {
    Type: 'Notification',
    MessageId: 'm1',
    Timestamp: '2026-01-05T10:00:00Z',
    Message: JSON.stringify(event),
  });

describe('SendGrid', () => {
  const event = { email: 'ada@example.com', timestamp: 1_767_600_000, sg_event_id: 'e1' };

  test('the argument called touch is the touch; what SendGrid adds is no argument', () => {
    const { touch, metadata } = one('sendgrid', [
      { ...event, event: 'open', touch: TOUCH, plan: 'pro', sg_machine_open: false, sg_content_type: 'html' },
    ]);
    expect([touch, metadata]).toEqual([TOUCH, { touch: TOUCH, plan: 'pro' }]);
  });

  test('the id it answered is cut out of the id it reports', () => {
    for (const tail of [
      'filterdrecv-p3mdw1-756b-kmzbl-18-5F5FC76C-9.0',
      'recvd-5d97bf5bcd-9k2lm-1-66A0.0',
      'filter0001.16648.5515E0B88.0',
    ]) {
      expect(
        one('sendgrid', [{ ...event, event: 'delivered', sg_message_id: `aB_c-1.${tail}` }]).acceptedAs,
      ).toBe('aB_c-1');
    }
  });

  test.each([
    [{ event: 'bounce', type: 'bounce', status: '5.1.1' }, 'bounced', true],
    [{ event: 'bounce', status: '5.0.0' }, 'bounced', true],
    [{ event: 'bounce', type: 'blocked', status: '5.7.1' }, 'blocked', false],
    [{ event: 'bounce', type: 'bounce', bounce_classification: 'Reputation' }, 'bounced', false],
    [{ event: 'bounce', type: 'bounce', status: '5.2.2' }, 'bounced', false],
    [{ event: 'dropped', reason: 'Bounced Address' }, 'bounced', true],
    [{ event: 'dropped', reason: 'Spam Reporting Address' }, 'spam', true],
    [{ event: 'dropped', reason: 'Recipient List over Package Quota' }, 'other', false],
  ])('%j: the reason and whether the address is at fault', (said, reason, hard) => {
    expect(one('sendgrid', [{ ...event, ...said }])).toMatchObject({ reason, hard });
  });
});

describe('Postmark', () => {
  test('ids beyond 2^53 keep their digits, so that two bounces are two', () => {
    const body = (id: string) =>
      Buffer.from(
        `{"RecordType":"Bounce","Type":"HardBounce","ID":${id},"Details":"a 4323372036854775807 \\"1"}`,
      );
    const ids = ['4323372036854775807', '4323372036854775806'].map((id) => {
      const { id: read, key, answer } = one('postmark', readPayload('application/json', body(id)));
      expect(answer).toBe('a 4323372036854775807 "1');
      return [read, key];
    });
    expect(ids).toEqual([
      ['4323372036854775807', '["Bounce","4323372036854775807"]'],
      ['4323372036854775806', '["Bounce","4323372036854775806"]'],
    ]);
  });

  test.each([
    ['AutoResponder', 'autoresponded', null],
    ['Blocked', 'rejected', false],
    ['BadEmailAddress', 'rejected', true],
    ['SpamNotification', 'complained', null],
    ['SomethingNew', 'bounced', false],
  ])('a bounce of the type %s is %s', (Type, type, hard) => {
    expect(one('postmark', { RecordType: 'Bounce', Type })).toMatchObject({ type, hard });
  });

  test('opens have no number, and differ by their time', () => {
    const at = (ReceivedAt: string) =>
      one('postmark', { RecordType: 'Open', MessageID: 'm', Recipient: 'a@b.example', ReceivedAt }).key;
    expect(at('2026-01-05T10:00:00.1234567Z')).toBe(at('2026-01-05T10:00:00.123Z'));
    expect(at('2026-01-05T10:00:00Z')).not.toBe(at('2026-01-05T10:00:01Z'));
  });
});

describe('Mailgun', () => {
  const event = { id: 'G9Bn', timestamp: 1_767_600_000.25, recipient: 'ada@example.com', event: 'delivered' };
  const signed = (token: string, data: object) => ({ signature: { token }, 'event-data': data });

  test('a report that is signed again is the same one', () => {
    const [first, again] = ['t1', 't2'].map((token) => one('mailgun', signed(token, event)));
    expect([first?.id, again?.id]).toEqual(['t1', 't2']);
    expect(first?.key).toBe(again?.key);
    expect(one('mailgun', signed('t1', { ...event, timestamp: 1_767_600_001 })).key).not.toBe(first?.key);
  });

  test('the touch is found in variables that are a text, and in a text that was cut', () => {
    for (const variables of [
      JSON.stringify({ touch: TOUCH }),
      `{"touch": "${TOUCH}", "long": "${'x'.repeat(500)}`,
    ]) {
      expect(one('mailgun', signed('t', { ...event, 'user-variables': variables })).touch).toBe(TOUCH);
    }
  });

  test('without a status of the delivery it is read as far as it goes', () => {
    expect(one('mailgun', signed('t', { ...event, 'delivery-status': null }))).toMatchObject({
      type: 'delivered',
    });
  });

  test.each([
    ['bounce', '', 'bounced', true],
    ['bounce', '5.2.2', 'bounced', false],
    ['suppress-unsubscribe', '', 'unsubscribed', true],
    ['espblock', '5.7.1', 'other', false],
  ])('failed for good because of %s %s', (why, status, reason, hard) => {
    const failed = { ...event, event: 'failed', severity: 'permanent', reason: why };
    expect(
      one('mailgun', signed('t', { ...failed, 'delivery-status': { 'enhanced-code': status } })),
    ).toMatchObject({
      ...{ type: 'bounced', reason, hard },
    });
  });

  test.each([
    ['the server said that nobody is there', { code: 550, message: '5.1.1 no such user' }, 'bounced', true],
    ['the server said no, and not why', { code: 550, message: '' }, 'bounced', true],
    ['nothing is known of the delivery', null, 'bounced', true],
    ['the mailbox was full', { code: 550, message: '550 5.2.2 over quota' }, 'bounced', false],
    ['there was no room', { code: 552, message: 'over quota' }, 'other', false],
    ['a policy forbids it', { code: 550, 'enhanced-code': '5.7.1', message: 'blocked' }, 'bounced', false],
    ['it was tried for too long', { code: 499, message: 'too old' }, 'timed_out', false],
    ['the server was not there', { code: 421, message: 'try again' }, 'other', false],
    ['it bounced there before', { code: 605, message: 'not delivering' }, 'bounced', true],
    ['the address unsubscribed there', { code: 606, message: 'not delivering' }, 'unsubscribed', true],
  ])('failed for good without a reason, where %s', (_, delivery, reason, hard) => {
    const failed = { ...event, event: 'failed', severity: 'permanent', 'delivery-status': delivery };
    expect(one('mailgun', signed('t', failed))).toMatchObject({ type: 'bounced', reason, hard });
  });

  test('failed for now is deferred, and failed without any word for how long is no fault of the address', () => {
    const failed = { ...event, event: 'failed', 'delivery-status': { code: 550, message: 'no' } };
    expect(one('mailgun', signed('t', { ...failed, severity: 'temporary' }))).toMatchObject({
      ...{ type: 'deferred', hard: null },
    });
    expect(one('mailgun', signed('t', failed))).toMatchObject({ type: 'bounced', hard: false });
  });
});

describe('Amazon SES', () => {
  const mail = {
    messageId: 'ses-1',
    destination: ['a@example.com', 'b@example.com'],
    tags: { touch: [TOUCH] },
  };

  test('a bounce of several is one of each, and keeps its touch', () => {
    const notices = ses({
      eventType: 'Bounce',
      mail,
      bounce: {
        bounceType: 'Permanent',
        bouncedRecipients: [
          { emailAddress: 'a@example.com', status: '5.1.1' },
          { emailAddress: 'b@example.com' },
        ],
      },
    });
    expect(notices.map(({ recipient, touch, hard }) => [recipient, touch, hard])).toEqual([
      ['a@example.com', TOUCH, true],
      ['b@example.com', TOUCH, true],
    ]);
    expect(new Set(notices.map(({ key }) => key)).size).toBe(2);
  });

  test('an event that came by two topics is the same one', () => {
    const event = JSON.stringify({ eventType: 'Open', mail, open: { timestamp: '2026-01-05T09:59:59Z' } });
    const [first, second] = ['m1', 'm2'].map(
      (MessageId) => read('ses', { Type: 'Notification', MessageId, Message: event })[0],
    );
    expect(first?.key).toBe(second?.key);
  });

  test('who was suppressed for an old complaint does not complain again; who says it is no spam does not either', () => {
    const complaint = (own: object) => ses({ eventType: 'Complaint', mail, complaint: own })[0];
    expect(complaint({ complaintSubType: 'OnAccountSuppressionList' })).toMatchObject({
      type: 'rejected',
      hard: true,
    });
    expect(complaint({ complaintFeedbackType: 'not-spam' })).toMatchObject({ type: 'unknown' });
    expect(complaint({ complaintFeedbackType: 'abuse' })).toMatchObject({ type: 'complained' });
  });

  test('a delay, a changed subscription and a template that failed are read', () => {
    const delayed = { delayType: 'MailboxFull', delayedRecipients: [{ emailAddress: 'b@example.com' }] };
    expect(ses({ eventType: 'DeliveryDelay', mail, deliveryDelay: delayed })).toMatchObject([
      { type: 'deferred', recipient: 'b@example.com', description: 'MailboxFull' },
    ]);
    const left = { newTopicPreferences: { unsubscribeAll: true } };
    expect(ses({ eventType: 'Subscription', mail, subscription: left })[0]?.type).toBe('unsubscribed');
    expect(ses({ eventType: 'Rendering Failure', mail, failure: { errorMessage: 'x' } })[0]?.type).toBe(
      'failed',
    );
  });

  test('a message that is no event of SES is unknown, and its first one says nothing', () => {
    const envelope = { Type: 'Notification', MessageId: 'm', Timestamp: '2026-01-05T10:00:00Z' };
    expect(one('ses', { ...envelope, Message: 'Backup done' })).toMatchObject({ type: 'unknown', said: '' });
    expect(read('ses', { ...envelope, Message: 'Successfully validated SNS topic for …' })).toEqual([]);
  });
});

describe('Resend', () => {
  const event = (type: string, data: object) => ({ type, created_at: '2026-01-05T10:00:00Z', data });

  test('tags come back as an object or a list', () => {
    for (const tags of [{ touch: TOUCH }, [{ name: 'touch', value: TOUCH }]]) {
      expect(one('resend', event('email.delivered', { email_id: 'r1', tags })).touch).toBe(TOUCH);
    }
  });

  test.each([
    [{ type: 'Permanent', subType: 'General', message: 'x' }, 'bounced', true],
    [{ type: 'Permanent', subType: 'Suppressed', message: 'x' }, 'blocked', true],
    [{ type: 'Transient', subType: 'MailboxFull', message: 'x' }, 'bounced', false],
    [{ type: 'Undetermined', message: 'x' }, 'bounced', false],
    [{ message: 'sent a bounce message because the inbox was full' }, 'bounced', false],
  ])('the bounce %j', (bounce, reason, hard) => {
    expect(one('resend', event('email.bounced', { bounce }))).toMatchObject({
      type: 'bounced',
      reason,
      hard,
    });
  });
});

describe('Brevo', () => {
  test('a batch is several', () => {
    const notices = read('brevo', [{ event: 'delivered' }, { event: 'proxy_open' }, { event: 'loyalty' }]);
    expect(notices.map(({ type, machine }) => [type, machine])).toEqual([
      ['delivered', null],
      ['opened', 'privacy-proxy'],
      ['unknown', null],
    ]);
  });

  test('the time is the one that is in UTC, in seconds or milliseconds', () => {
    expect(one('brevo', { event: 'error', ts: 1, ts_epoch: 1_604_933_623 }).occurredAt).toBe(
      1_604_933_623_000,
    );
    expect(one('brevo', { event: 'click', ts_epoch: 1_604_933_623_500 }).occurredAt).toBe(1_604_933_623_500);
    expect(one('brevo', { event: 'click', ts_epoch: 'soon' }).occurredAt).toBeNull();
  });
});

describe('MailerSend', () => {
  test('both versions are read, and the test call says nothing', () => {
    const data = { id: 'i', type: 'rejected', message_id: 'm', recipient: 'a@example.com' };
    const meta = { bounce_reason: 'no host', bounce_code: '550' };
    expect(one('mailersend', { type: 'activity.hard_bounced', data: { ...data, meta } })).toMatchObject({
      ...{ type: 'bounced', hard: true, messageId: 'm', recipient: 'a@example.com' },
      ...{ description: 'no host', answer: '550' },
    });
    expect(one('mailersend', { type: 'activity.opened_unique', data: { ...data, meta: [] } }).type).toBe(
      'opened',
    );
    expect(read('mailersend', { type: 'webhook.test', data: {} })).toEqual([]);
  });
});
