import { z } from 'zod';
import type { Mailer, MailResult } from '../mailer.ts';
import { signAws } from './aws-signature.ts';
import { type Answer, type HttpProvider, type HttpSettings, httpMailer } from './http-mailer.ts';
import { badAddress, refusesUs } from './http-meaning.ts';
import { mimeOf } from './mime.ts';

export interface SesSettings extends HttpSettings {
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
  /** The configuration set whose event destination reports deliveries and bounces. */
  readonly configurationSet: string | undefined;
}

const took = z.object({ MessageId: z.string().min(1) });
const words = z.union([
  z.object({ message: z.string() }).transform(({ message }) => message),
  z.object({ Message: z.string() }).transform(({ Message }) => Message),
]);

/** Of the account or its sender: they hold for every mail. */
const OF_THE_ACCOUNT = new Set([
  ...['AccountSuspendedException', 'SendingPausedException', 'MailFromDomainNotVerifiedException'],
  ...['NotFoundException', 'LimitExceededException'],
]);

/** Amazon SES, API v2, signed with SigV4. Nothing of it recognizes a repeat, and it puts its own Message-ID. */
export function sesMailer(settings: SesSettings): Mailer {
  const { region, configurationSet, url = `https://email.${region}.amazonaws.com` } = settings;
  const read = (answer: Answer) => readAnswer(answer, region);
  const provider: HttpProvider = {
    name: 'ses',
    repeats: 'blind',
    async request(mail, now) {
      const body = JSON.stringify({
        FromEmailAddress: mail.from,
        Destination: { ToAddresses: [mail.recipient] },
        Content: { Raw: { Data: (await mimeOf(mail, now)).toString('base64') } },
        EmailTags: [{ Name: 'touch', Value: mail.intentId }],
        ...(configurationSet === undefined ? {} : { ConfigurationSetName: configurationSet }),
      });
      const target = `${url}/v2/email/outbound-emails`;
      const unsigned = { method: 'POST', url: target, headers: { 'content-type': 'application/json' }, body };
      return { url: target, headers: signAws(unsigned, { ...settings, service: 'ses' }, now), body };
    },
    read,
  };
  return httpMailer(provider, settings);
}

function readAnswer({ status, headers, json }: Answer, region: string): MailResult | null {
  if (status === 200) {
    const id = took.safeParse(json).data?.MessageId;
    if (id === undefined) return null;
    const domain = region === 'us-east-1' ? 'email.amazonses.com' : `${region}.amazonses.com`;
    return { kind: 'accepted', providerMessageId: id, messageId: `<${id}@${domain}>` };
  }
  const error = (headers.get('x-amzn-errortype') ?? '').split(':')[0] ?? '';
  const message = words.safeParse(json).data ?? '';
  const detail = `${status} ${error}: ${message}`;
  if (OF_THE_ACCOUNT.has(error)) return refusesUs(detail);
  if (error === 'TooManyRequestsException') {
    return { kind: 'deferred', of: 'provider', reason: 'rate-limited', detail, retryAfterMs: null };
  }
  // A new account writes to verified addresses only, and a sender is verified once for all its mail.
  if (error === 'MessageRejected' && /not verified/i.test(message)) return refusesUs(detail);
  if (status === 400 && /illegal address|missing .*domain|local address|suppression list/i.test(message)) {
    return badAddress(detail);
  }
  return null;
}
