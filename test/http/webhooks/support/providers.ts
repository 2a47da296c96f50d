import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { WebhookProvider } from '#intake';
import type { WebhookSecrets } from '../../../../apps/ingest/webhooks/webhook-settings.ts';
import { selfSigned } from './self-signed.ts';

/** A call as it goes over the wire. */
export interface Call {
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What happened to one mail. */
export interface Report {
  readonly what: 'delivered' | 'opened' | 'clicked' | 'bounced' | 'soft-bounced' | 'complained' | 'strange';
  readonly touch?: string;
  readonly recipient: string;
  readonly messageId?: string;
  readonly at: number;
  readonly userAgent?: string;
}

export const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:ses-events';
export const CERTIFICATE = 'https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-1.pem';

const sendgrid = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const sns = generateKeyPairSync('rsa', { modulusLength: 2048 });
const resend = Buffer.from('a secret of twenty-four b');
export const certificate = selfSigned(sns);

/** Keys made for this run. */
export const secrets: WebhookSecrets = {
  sendgrid: [sendgrid.publicKey],
  postmark: ['a-secret-for-postmark'],
  mailgun: ['key-of-mailgun'],
  ses: [TOPIC],
  resend: [resend],
  brevo: ['a-secret-for-brevo'],
  mailersend: ['secret-of-mailersend'],
};

const iso = (at: number) => new Date(at).toISOString();
const seconds = (at: number) => Math.floor(at / 1000);
const hmac = (key: string | Buffer, text: string | Buffer) => createHmac('sha256', key).update(text);

/** What each provider posts of a report, before it is signed. */
export const payloads: Readonly<Record<WebhookProvider, (report: Report) => unknown>> = {
  sendgrid: ({ what, touch, recipient, messageId, at, userAgent }) => [
    {
      ...{ email: recipient, timestamp: seconds(at), sg_event_id: `sg-${what}-${at}`, touch },
      sg_message_id: `${messageId ?? 'x'}.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0`,
      'smtp-id': '<made@ismtpd0039p1iad1.sendgrid.net>',
      useragent: userAgent,
      ...{
        delivered: { event: 'delivered', response: '250 OK' },
        opened: { event: 'open' },
        clicked: { event: 'click', url: 'https://shop.example/' },
        bounced: { event: 'bounce', type: 'bounce', status: '5.1.1', reason: `550 <${recipient}> unknown` },
        'soft-bounced': { event: 'bounce', type: 'blocked', status: '4.2.2', reason: 'full' },
        complained: { event: 'spamreport' },
        strange: { event: 'teleported' },
      }[what],
    },
  ],
  postmark: ({ what, touch, recipient, messageId = 'x', at, userAgent }) => ({
    ...{ MessageID: messageId, Metadata: touch === undefined ? {} : { touch }, UserAgent: userAgent },
    ...{
      delivered: { RecordType: 'Delivery', Recipient: recipient, DeliveredAt: iso(at) },
      opened: { RecordType: 'Open', Recipient: recipient, ReceivedAt: iso(at) },
      clicked: {
        RecordType: 'Click',
        Recipient: recipient,
        ReceivedAt: iso(at),
        OriginalLink: 'https://a.example',
      },
      bounced: { RecordType: 'Bounce', Type: 'HardBounce', Email: recipient, BouncedAt: iso(at) },
      'soft-bounced': { RecordType: 'Bounce', Type: 'SoftBounce', Email: recipient, BouncedAt: iso(at) },
      complained: {
        RecordType: 'SpamComplaint',
        Type: 'SpamComplaint',
        Email: recipient,
        BouncedAt: iso(at),
      },
      strange: { RecordType: 'Teleport', Recipient: recipient, ReceivedAt: iso(at) },
    }[what],
  }),
  mailgun: ({ what, touch, recipient, messageId = 'x', at, userAgent }) => ({
    'event-data': {
      ...{
        id: `mg-${what}`,
        timestamp: at / 1000,
        recipient,
        message: { headers: { 'message-id': messageId } },
      },
      'user-variables': touch === undefined ? {} : { touch },
      'client-info': { 'user-agent': userAgent },
      ...{
        delivered: { event: 'delivered' },
        opened: { event: 'opened' },
        clicked: { event: 'clicked', url: 'https://shop.example/' },
        bounced: { event: 'failed', severity: 'permanent', reason: 'bounce' },
        'soft-bounced': { event: 'failed', severity: 'permanent', reason: 'generic' },
        complained: { event: 'complained' },
        strange: { event: 'teleported' },
      }[what],
    },
  }),
  ses: ({ what, touch, recipient, messageId = 'x', at, userAgent }) => ({
    mail: { messageId, destination: [recipient], tags: touch === undefined ? {} : { touch: [touch] } },
    ...{
      delivered: { eventType: 'Delivery', delivery: { recipients: [recipient], timestamp: iso(at) } },
      opened: { eventType: 'Open', open: { timestamp: iso(at), userAgent } },
      clicked: {
        eventType: 'Click',
        click: { timestamp: iso(at), userAgent, link: 'https://shop.example/' },
      },
      bounced: { eventType: 'Bounce', bounce: { bounceType: 'Permanent', ...bouncedAt(at, recipient) } },
      'soft-bounced': {
        eventType: 'Bounce',
        bounce: { bounceType: 'Transient', ...bouncedAt(at, recipient) },
      },
      complained: {
        eventType: 'Complaint',
        complaint: { complainedRecipients: [{ emailAddress: recipient }], timestamp: iso(at) },
      },
      strange: { eventType: 'Teleport' },
    }[what],
  }),
  resend: ({ what, touch, recipient, messageId = 'x', at, userAgent }) => ({
    type: {
      ...{ delivered: 'email.delivered', opened: 'email.opened', clicked: 'email.clicked' },
      ...{ bounced: 'email.bounced', 'soft-bounced': 'email.bounced', complained: 'email.complained' },
      strange: 'email.teleported',
    }[what],
    created_at: iso(at),
    data: {
      ...{ email_id: messageId, to: [recipient], tags: touch === undefined ? {} : { touch } },
      ...(what === 'bounced' && { bounce: { type: 'Permanent', subType: 'General', message: 'bounced' } }),
      ...(what === 'soft-bounced' && { bounce: { type: 'Transient', message: 'full' } }),
      ...(what === 'clicked' && { click: { link: 'https://shop.example/', userAgent } }),
      ...(what === 'opened' && { open: { userAgent } }),
    },
  }),
  brevo: ({ what, touch, recipient, messageId = 'x', at, userAgent }) => ({
    ...{ email: recipient, ts_epoch: at, 'message-id': `<${messageId}>`, user_agent: userAgent },
    'X-Mailin-custom': touch === undefined ? undefined : JSON.stringify({ touch }),
    event: {
      ...{ delivered: 'delivered', opened: 'opened', clicked: 'click', bounced: 'hard_bounce' },
      ...{ 'soft-bounced': 'soft_bounce', complained: 'spam', strange: 'teleported' },
    }[what],
  }),
  mailersend: ({ what, recipient, messageId = 'x', at, userAgent }) => ({
    type: `activity.${
      {
        ...{ delivered: 'delivered', opened: 'opened', clicked: 'clicked', bounced: 'hard_bounced' },
        ...{ 'soft-bounced': 'soft_bounced', complained: 'spam_complaints', strange: 'teleported' },
      }[what]
    }`,
    created_at: iso(at),
    data: { id: `ms-${what}-${at}`, message_id: messageId, recipient, meta: { user_agent: userAgent } },
  }),
};

function bouncedAt(at: number, recipient: string) {
  return {
    bounceSubType: 'General',
    timestamp: iso(at),
    feedbackId: `f-${at}`,
    bouncedRecipients: [{ emailAddress: recipient, status: '5.1.1', diagnosticCode: '550 unknown' }],
  };
}

let signed = 0;

/** Puts the provider's signature on what it posts; each time anew. */
export const signers: Readonly<Record<WebhookProvider, (payload: unknown, now: number) => Call>> = {
  sendgrid: (payload, now) => {
    const body = Buffer.from(`${JSON.stringify(payload)}\r\n`);
    const timestamp = String(seconds(now));
    const signature = sign('sha256', Buffer.concat([Buffer.from(timestamp), body]), sendgrid.privateKey);
    return json(body, {
      'X-Twilio-Email-Event-Webhook-Signature': signature.toString('base64'),
      'X-Twilio-Email-Event-Webhook-Timestamp': timestamp,
    });
  },
  postmark: (payload) =>
    json(Buffer.from(JSON.stringify(payload)), {
      authorization: `Basic ${Buffer.from('crest:a-secret-for-postmark').toString('base64')}`,
    }),
  mailgun: (payload, now) => {
    const [timestamp, token] = [String(seconds(now)), `token-${signed++}`];
    const signature = hmac('key-of-mailgun', timestamp + token).digest('hex');
    const all = { signature: { timestamp, token, signature }, ...Object(payload) };
    return json(Buffer.from(JSON.stringify(all)), {});
  },
  ses: (payload, now) => snsCall({ Type: 'Notification', Message: JSON.stringify(payload) }, now),
  resend: (payload, now) => {
    const body = Buffer.from(JSON.stringify(payload));
    const [id, timestamp] = [`msg_${hmac('id', body).digest('hex').slice(0, 20)}`, String(seconds(now))];
    const signature = hmac(resend, Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body])).digest(
      'base64',
    );
    return json(body, {
      ...{ 'svix-id': id, 'svix-timestamp': timestamp },
      'svix-signature': `v1a,of-another-kind v1,${'A'.repeat(43)}= v1,${signature}`,
    });
  },
  brevo: (payload) =>
    json(Buffer.from(JSON.stringify(payload)), { authorization: 'Bearer a-secret-for-brevo' }),
  mailersend: (payload) => {
    const body = Buffer.from(JSON.stringify(payload));
    return json(body, { signature: hmac('secret-of-mailersend', body).digest('hex') });
  },
};

/** An envelope of Amazon SNS, signed; its `version` is that of the signature. */
export function snsCall(
  fields: Readonly<Record<string, string>>,
  now: number,
  version: '1' | '2' = '2',
): Call {
  const envelope: Record<string, string> = {
    ...{ MessageId: `sns-${signed++}`, TopicArn: TOPIC, Timestamp: iso(now), SignatureVersion: version },
    SigningCertURL: CERTIFICATE,
    ...fields,
  };
  const names = ['Message', 'MessageId', 'SubscribeURL', 'Subject', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  const text = names
    .flatMap((name) => (envelope[name] === undefined ? [] : `${name}\n${envelope[name]}\n`))
    .join('');
  const signature = sign(version === '1' ? 'sha1' : 'sha256', Buffer.from(text), sns.privateKey);
  const body = Buffer.from(JSON.stringify({ ...envelope, Signature: signature.toString('base64') }));
  return {
    type: 'text/plain; charset=UTF-8',
    headers: { 'x-amz-sns-message-type': fields.Type ?? '' },
    body,
  };
}

function json(body: Buffer, headers: Readonly<Record<string, string>>): Call {
  return { type: 'application/json', headers, body };
}
