import { smtpMailer } from '#runtime';
import { mailgun, postmark, resend, sendgrid, ses } from '../support/mail/dialects.ts';
import { fakeHttpProvider } from '../support/mail/fake-http-provider.ts';
import { RETRY_AFTER } from '../support/mail/fake-provider.ts';
import { fakeSmtpServer } from '../support/mail/fake-smtp-server.ts';
import { mailerContract } from './mailer-contract.ts';

const asked = { retryAfterMs: RETRY_AFTER * 1000 };

mailerContract('Resend', (patienceMs) => fakeHttpProvider(resend, patienceMs), asked);
mailerContract('Postmark', (patienceMs) => fakeHttpProvider(postmark, patienceMs), asked);
mailerContract('SendGrid', (patienceMs) => fakeHttpProvider(sendgrid, patienceMs), asked);
mailerContract('Mailgun', (patienceMs) => fakeHttpProvider(mailgun, patienceMs), asked);
mailerContract('Amazon SES', (patienceMs) => fakeHttpProvider(ses, patienceMs), { retryAfterMs: null });
mailerContract(
  'SMTP',
  (timeoutMs) => fakeSmtpServer((url) => smtpMailer({ url, from: 'ada@example.com', timeoutMs })),
  { retryAfterMs: null },
);
