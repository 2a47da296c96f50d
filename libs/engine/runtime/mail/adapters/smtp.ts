import { createTransport } from 'nodemailer';
import type { Instant } from '#engine';
import { handOver } from '../hand-over.ts';
import type { Mail, Mailer, MailResult } from '../mailer.ts';
import { Throttle } from '../throttle.ts';
import { composition } from './mime.ts';
import { meaningOfSmtp } from './smtp-meaning.ts';

export interface SmtpSettings {
  /** `smtp://user:password@host:587`, `smtps://…` for TLS from the first byte. */
  readonly url: string;
  readonly from: string;
  readonly dkim?:
    | { readonly domainName: string; readonly keySelector: string; readonly privateKey: string }
    | undefined;
  readonly timeoutMs?: number | undefined;
  /** Is told when the server is found away, and when it is back. */
  readonly report?: ((said: string) => void) | undefined;
}

const CONNECTIONS = 5;
/** Budget and timeout together stay under the lease of a minute. */
const BUDGET_MS = 20_000;
const TIMEOUT_MS = 25_000;
/** What DKIM covers. nodemailer leaves out List-Unsubscribe-Post, without which one-click does not count (RFC 8058). */
const SIGNED = [
  ...['From', 'Reply-To', 'To', 'Subject', 'Date', 'Message-ID', 'In-Reply-To', 'References'],
  ...[
    'MIME-Version',
    'Content-Type',
    'Content-Transfer-Encoding',
    'List-Unsubscribe',
    'List-Unsubscribe-Post',
  ],
];

/** Any mail server by SMTP, over a few connections that stay open. No server recognizes a repeat. */
export function smtpMailer({ url, from, dkim, timeoutMs = TIMEOUT_MS, report }: SmtpSettings): Mailer {
  const transport = createTransport({
    ...{ url, pool: true, maxConnections: CONNECTIONS, maxMessages: 200 },
    // A mail is put back only while not a byte of it was read: a connection that the server had closed meanwhile.
    maxRequeues: 1,
    ...{ connectionTimeout: timeoutMs / 2, greetingTimeout: timeoutMs / 2, socketTimeout: timeoutMs },
    ...{ disableFileAccess: true, disableUrlAccess: true },
    ...(dkim ? { dkim: { ...dkim, headerFieldNames: SIGNED.join(':') } } : {}),
  });
  /** Whether the server has been given any of a mail's content. */
  const begun = new Map<string, () => boolean>();
  transport.use('stream', ({ message, data }, done) => {
    const create = message.createReadStream.bind(message);
    message.createReadStream = (options) => {
      const stream = create(options);
      begun.set(String(data.messageId), () => stream.readableDidRead);
      return stream;
    };
    done();
  });
  const throttle = new Throttle(report);

  const sendOne = async (mail: Mail, now: Instant): Promise<MailResult> => {
    try {
      await transport.sendMail(composition(mail, now));
      return { kind: 'accepted' };
    } catch (error) {
      return meaningOfSmtp(error, begun.get(mail.messageId)?.() ?? false);
    } finally {
      begun.delete(mail.messageId);
    }
  };

  return {
    name: 'smtp',
    repeats: 'blind',
    reportsDelivery: 'never',
    captures: false,
    from,
    takes: (now) => throttle.takes(now),
    async send(mails, now) {
      const pace = { concurrency: CONNECTIONS, budgetMs: BUDGET_MS };
      const results = await handOver(mails, pace, (mail) => sendOne(mail, now));
      throttle.note(results, now);
      return results;
    },
    close: async () => transport.close(),
  };
}
