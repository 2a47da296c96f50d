import { z } from 'zod';
import {
  type HttpSettings,
  mailgunMailer,
  postmarkMailer,
  resendMailer,
  sendgridMailer,
  sesMailer,
} from '#runtime';
import { type Dialect, type Posted } from './fake-http-provider.ts';
import { SECRET, type TakenMail } from './fake-provider.ts';
import { readMime } from './read-mime.ts';

const settings = (url: string, timeoutMs?: number): HttpSettings => ({
  ...{ from: 'ada@example.com', url, timeoutMs },
});
const json = (status: number, body: object, headers: Record<string, string> = {}) => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

function lower(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

const strings = z.record(z.string(), z.string());

const resendBody = z.object({
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string().optional(),
  reply_to: z.string().optional(),
  headers: strings,
});

const keys = new WeakMap<TakenMail, string>();

export const resend: Dialect = {
  mailer: (url, timeoutMs) => resendMailer({ ...settings(url, timeoutMs), apiKey: SECRET }),
  async read({ path, headers, body }) {
    expectCall(path === '/emails' && headers.authorization === `Bearer ${SECRET}`);
    const mail = resendBody.parse(JSON.parse(String(body)));
    const taken: TakenMail = {
      ...{ intentId: headers['idempotency-key'] ?? null, from: mail.from, recipients: mail.to },
      ...{ subject: mail.subject, text: mail.text, html: mail.html ?? null },
      headers: {
        ...lower(mail.headers),
        ...(mail.reply_to === undefined ? {} : { 'reply-to': mail.reply_to }),
      },
    };
    keys.set(taken, headers['idempotency-key'] ?? '');
    return taken;
  },
  accepted: (id) => json(200, { id }),
  words: {
    'rate-limited': json(429, { name: 'rate_limit_exceeded', message: 'Too many' }, { 'retry-after': '7' }),
    'refuses-us': json(403, { name: 'invalid_api_key', message: 'API key is invalid' }),
    'bad-address': json(422, {
      name: 'validation_error',
      message: 'Invalid `to` field. The email is wrong.',
    }),
  },
  repeated: (mail, journal) => journal.some((other) => keys.get(other) === keys.get(mail)),
};

const postmarkBody = z.object({
  From: z.string(),
  To: z.string(),
  Subject: z.string(),
  TextBody: z.string(),
  HtmlBody: z.string().optional(),
  ReplyTo: z.string().optional(),
  Headers: z.array(z.object({ Name: z.string(), Value: z.string() })),
  Metadata: strings,
});

export const postmark: Dialect = {
  mailer: (url, timeoutMs) =>
    postmarkMailer({ ...settings(url, timeoutMs), serverToken: SECRET, stream: 'outbound' }),
  async read({ path, headers, body }) {
    expectCall(path === '/email' && headers['x-postmark-server-token'] === SECRET);
    const mail = postmarkBody.parse(JSON.parse(String(body)));
    const fields = Object.fromEntries(mail.Headers.map(({ Name, Value }) => [Name, Value]));
    return {
      ...{ intentId: mail.Metadata.touch ?? null, from: mail.From, recipients: [mail.To] },
      ...{ subject: mail.Subject, text: mail.TextBody, html: mail.HtmlBody ?? null },
      headers: { ...lower(fields), ...(mail.ReplyTo === undefined ? {} : { 'reply-to': mail.ReplyTo }) },
    };
  },
  accepted: (id) => json(200, { ErrorCode: 0, Message: 'OK', MessageID: id }),
  words: {
    'refuses-us': json(401, { ErrorCode: 10, Message: 'Bad or missing Server API token.' }),
    'bad-address': json(422, { ErrorCode: 406, Message: 'You tried to send to an inactive recipient.' }),
    refused: json(422, { ErrorCode: 300, Message: 'Provide either email TextBody or HtmlBody or both.' }),
  },
  lookup: (query, journal) =>
    json(200, {
      Messages: journal
        .filter(({ recipients }) => recipients.includes(query.get('recipient') ?? ''))
        .map(({ intentId }, i) => ({ MessageID: `id-${i + 1}`, Metadata: { touch: intentId } })),
    }),
};

const party = z.object({ email: z.string(), name: z.string().optional() });
const sendgridBody = z.object({
  personalizations: z.array(z.object({ to: z.array(party), custom_args: strings })).length(1),
  from: party,
  reply_to: party.optional(),
  subject: z.string(),
  content: z.array(z.object({ type: z.string(), value: z.string() })),
  headers: strings,
});

export const sendgrid: Dialect = {
  mailer: (url, timeoutMs) =>
    sendgridMailer({ ...settings(url, timeoutMs), apiKey: SECRET, region: 'global' }),
  async read({ path, headers, body }) {
    expectCall(path === '/v3/mail/send' && headers.authorization === `Bearer ${SECRET}`);
    const mail = sendgridBody.parse(JSON.parse(String(body)));
    const [only] = mail.personalizations;
    const content = (type: string) => mail.content.find((part) => part.type === type)?.value;
    return {
      intentId: only?.custom_args.touch ?? null,
      from: mail.from.name === undefined ? mail.from.email : `${mail.from.name} <${mail.from.email}>`,
      recipients: only?.to.map(({ email }) => email) ?? [],
      ...{ subject: mail.subject, text: content('text/plain') ?? '', html: content('text/html') ?? null },
      headers: { ...lower(mail.headers), ...(mail.reply_to ? { 'reply-to': mail.reply_to.email } : {}) },
    };
  },
  accepted: (id) => ({ status: 202, headers: { 'x-message-id': id }, body: '' }),
  words: {
    'bad-address': json(400, {
      errors: [{ message: 'Does not contain a valid address.', field: 'personalizations.0.to.0.email' }],
    }),
    refused: json(413, { errors: [{ message: 'The mail is too large', field: null }] }),
  },
};

export const mailgun: Dialect = {
  mailer: (url, timeoutMs) =>
    mailgunMailer({ ...settings(url, timeoutMs), apiKey: SECRET, domain: 'mg.example.com', region: 'us' }),
  async read(posted) {
    const credentials = Buffer.from(`api:${SECRET}`).toString('base64');
    expectCall(
      posted.path === '/v3/mg.example.com/messages' &&
        posted.headers.authorization === `Basic ${credentials}`,
    );
    const form = await formOf(posted);
    const text = (name: string) => form.get(name)?.toString() ?? null;
    const fields = [...form.keys()].filter((name) => name.startsWith('h:'));
    return {
      ...{ intentId: text('v:touch'), from: text('from') ?? '', recipients: form.getAll('to').map(String) },
      ...{ subject: text('subject') ?? '', text: text('text') ?? '', html: text('html') },
      headers: lower(Object.fromEntries(fields.map((name) => [name.slice(2), text(name) ?? '']))),
    };
  },
  accepted: (id) => json(200, { id: `<${id}@mg.example.com>`, message: 'Queued. Thank you.' }),
  words: {
    'bad-address': json(400, {
      message: "'to' parameter is not a valid address. please check documentation",
    }),
    refused: json(413, { message: 'Request Entity Too Large' }),
  },
};

const sesBody = z.object({
  FromEmailAddress: z.string(),
  Destination: z.object({ ToAddresses: z.array(z.string()) }),
  Content: z.object({ Raw: z.object({ Data: z.base64() }) }),
  EmailTags: z.array(z.object({ Name: z.string(), Value: z.string() })),
});

export const ses: Dialect = {
  mailer: (url, timeoutMs) =>
    sesMailer({
      ...settings(url, timeoutMs),
      ...{ region: 'eu-central-1', accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET },
      ...{ sessionToken: undefined, configurationSet: undefined },
    }),
  async read({ path, headers, body }) {
    expectCall(
      path === '/v2/email/outbound-emails' && /^AWS4-HMAC-SHA256 /.test(headers.authorization ?? ''),
    );
    const mail = sesBody.parse(JSON.parse(String(body)));
    const raw = Buffer.from(mail.Content.Raw.Data, 'base64');
    const read = await readMime(raw, mail.FromEmailAddress, mail.Destination.ToAddresses);
    return { ...read, intentId: mail.EmailTags.find(({ Name }) => Name === 'touch')?.Value ?? null };
  },
  accepted: (id) => json(200, { MessageId: id }),
  words: {
    'rate-limited': json(
      429,
      { message: 'Maximum sending rate exceeded.' },
      { 'x-amzn-errortype': 'TooManyRequestsException' },
    ),
    'refuses-us': json(
      403,
      { message: 'The security token is invalid.' },
      { 'x-amzn-errortype': 'InvalidClientTokenId' },
    ),
    'bad-address': json(400, { message: 'Illegal address' }, { 'x-amzn-errortype': 'BadRequestException' }),
    refused: json(400, { message: 'Message is too long' }, { 'x-amzn-errortype': 'MessageRejected' }),
  },
};

async function formOf({ headers, body }: Posted): Promise<FormData> {
  return new Response(new Uint8Array(body), {
    headers: { 'content-type': headers['content-type'] ?? '' },
  }).formData();
}

/** A request that the provider would not know is a fault of the adapter, not of the fake. */
function expectCall(known: boolean): void {
  if (!known) throw new Error('The provider has no such call, or not under this key.');
}
