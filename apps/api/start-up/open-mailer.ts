import { Logger } from '@nestjs/common';
import {
  capturedMailer,
  type Mailer,
  mailgunMailer,
  postmarkMailer,
  resendMailer,
  sendgridMailer,
  sesMailer,
  smtpMailer,
} from '#runtime';
import type { MailConfig, Provider } from '../mail-settings.ts';

/** Where mail goes. Without SEND=1 that is the captured mailbox, whatever provider is set up. */
export function openMailer({ send, provider, from = capturedMailer.from }: MailConfig): Mailer {
  return send && provider !== undefined ? adapterOf(provider, from) : { ...capturedMailer, from };
}

function adapterOf(provider: Provider, sender: string): Mailer {
  const logger = new Logger(provider.name);
  const ours = { from: sender, report: (said: string) => logger.warn(said) };
  switch (provider.name) {
    case 'smtp':
      return smtpMailer({ ...provider, ...ours });
    case 'resend':
      return resendMailer({ ...provider, ...ours });
    case 'postmark':
      return postmarkMailer({ ...provider, ...ours });
    case 'sendgrid':
      return sendgridMailer({ ...provider, ...ours });
    case 'mailgun':
      return mailgunMailer({ ...provider, ...ours });
    case 'ses':
      return sesMailer({ ...provider, ...ours });
  }
}

/** What becomes of mail, in one sentence for whoever starts Crest. */
export function sayWhereMailGoes({ send, provider, from }: MailConfig): string {
  if (send && provider !== undefined) return `mail leaves by ${provider.name} as ${from}`;
  return provider === undefined
    ? 'mail is captured'
    : `mail is captured; SEND=1 lets it leave by ${provider.name}`;
}
