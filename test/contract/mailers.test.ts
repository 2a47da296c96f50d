import { smtpMailer } from '#runtime';
import { mailgun, postmark, resend, sendgrid, ses } from '../support/mail/dialects.ts';
import { fakeHttpProvider } from '../support/mail/fake-http-provider.ts';
import { PATIENCE_MS, RETRY_AFTER } from '../support/mail/fake-provider.ts';
import { fakeSmtpServer } from '../support/mail/fake-smtp-server.ts';
import { mailerContract } from './mailer-contract.ts';

const asked = { retryAfterMs: RETRY_AFTER * 1000 };

mailerContract('Resend', () => fakeHttpProvider(resend), asked);
mailerContract('Postmark', () => fakeHttpProvider(postmark), asked);
mailerContract('SendGrid', () => fakeHttpProvider(sendgrid), asked);
mailerContract('Mailgun', () => fakeHttpProvider(mailgun), asked);
mailerContract('Amazon SES', () => fakeHttpProvider(ses), { retryAfterMs: null });
mailerContract(
  'SMTP',
  () => fakeSmtpServer((url) => smtpMailer({ url, from: 'ada@example.com', timeoutMs: PATIENCE_MS })),
  { retryAfterMs: null },
);
