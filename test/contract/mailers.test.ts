import { smtpMailer } from '#runtime';
import { mailgun, postmark, resend, sendgrid, ses } from '../support/mail/dialects.ts';
import { fakeHttpProvider } from '../support/mail/fake-http-provider.ts';
import { PATIENCE_MS, RETRY_AFTER } from '../support/mail/fake-provider.ts';
import { fakeSmtpServer } from '../support/mail/fake-smtp-server.ts';
import { mailerContract } from './mailer-contract.ts';

const asked = { retryAfterMs: RETRY_AFTER * 1000 };

mailerContract('Resend', (ms) => fakeHttpProvider(resend, ms), asked);
mailerContract('Postmark', (ms) => fakeHttpProvider(postmark, ms), asked);
mailerContract('SendGrid', (ms) => fakeHttpProvider(sendgrid, ms), asked);
mailerContract('Mailgun', (ms) => fakeHttpProvider(mailgun, ms), asked);
mailerContract('Amazon SES', (ms) => fakeHttpProvider(ses, ms), { retryAfterMs: null });
mailerContract(
  'SMTP',
  (timeoutMs = PATIENCE_MS) =>
    fakeSmtpServer((url) => smtpMailer({ url, from: 'ada@example.com', timeoutMs })),
  { retryAfterMs: null },
);
