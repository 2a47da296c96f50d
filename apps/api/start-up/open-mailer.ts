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

function adapterOf(provider: Provider, from: string): Mailer {
  switch (provider.name) {
    case 'smtp':
      return smtpMailer({ ...provider, from });
    case 'resend':
      return resendMailer({ ...provider, from });
    case 'postmark':
      return postmarkMailer({ ...provider, from });
    case 'sendgrid':
      return sendgridMailer({ ...provider, from });
    case 'mailgun':
      return mailgunMailer({ ...provider, from });
    case 'ses':
      return sesMailer({ ...provider, from });
  }
}

/** What becomes of mail, in one sentence for whoever starts Crest. */
export function sayWhereMailGoes({ send, provider, from }: MailConfig): string {
  if (send && provider !== undefined) return `mail leaves by ${provider.name} as ${from}`;
  return provider === undefined
    ? 'mail is captured'
    : `mail is captured; SEND=1 lets it leave by ${provider.name}`;
}
