import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { capturedMailer, type Mailer, smtpMailer } from '#runtime';
import { mailSettings } from '../../apps/api/mail-settings.ts';
import { mailgun, postmark, resend, sendgrid, ses } from '../support/mail/dialects.ts';
import { readTables } from './tables.ts';

const page = readFileSync(
  new URL('docs/delivery.md', new URL('.', import.meta.resolve('#package.json'))),
  'utf8',
);
const rows = readTables(page).flatMap((table) => table.rows);
const NOWHERE = 'http://127.0.0.1:1';

const adapters: [string, Mailer][] = [
  ['captured mailbox', capturedMailer],
  ['Resend', resend.mailer(NOWHERE)],
  ['Postmark', postmark.mailer(NOWHERE)],
  ['SendGrid', sendgrid.mailer(NOWHERE)],
  ['Mailgun', mailgun.mailer(NOWHERE)],
  ['Amazon SES', ses.mailer(NOWHERE)],
  ['SMTP', smtpMailer({ url: 'smtp://127.0.0.1:1', from: 'ada@example.com' })],
];
const REPORTS = { 'at-once': 'at once', later: 'by webhook', never: 'never' };

test.each(adapters)('the page says of %s what its adapter declares', async (name, mailer) => {
  const row = rows.find(({ provider }) => provider === name);
  expect(row?.repeats?.replaceAll('*', '').split(':')[0]).toBe(mailer.repeats);
  expect(row?.['delivery reports']).toBe(REPORTS[mailer.reportsDelivery]);
  await mailer.close();
});

test('the page names every setting of mail', () => {
  for (const setting of Object.keys(mailSettings)) expect(page).toContain(`\`${setting}`);
});
