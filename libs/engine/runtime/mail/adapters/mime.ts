import MailComposer, { type Options } from 'nodemailer/lib/mail-composer';
import type { Instant } from '#engine';
import { readAddress } from '../address.ts';
import type { Mail } from '../mailer.ts';

/** A mail as nodemailer writes it. Contents are texts and nothing is fetched, whatever they look like. */
export function composition(mail: Mail, now: Instant): Options {
  const { from, recipient, subject, text, html, messageId, thread, headers, returnPath } = mail;
  return {
    from: readAddress(from) ?? from,
    to: { name: '', address: recipient },
    ...(returnPath === undefined ? {} : { envelope: { from: returnPath, to: recipient } }),
    subject,
    messageId,
    date: new Date(now),
    text,
    ...(html === null ? {} : { html }),
    ...(thread ? { inReplyTo: thread.inReplyTo, references: [...thread.references] } : {}),
    // Each as it is: nodemailer would take the commas of a List-Unsubscribe for several fields.
    headers: Object.entries(headers).map(([key, value]) => ({ key, value })),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** The whole mail as it goes over the wire. */
export async function mimeOf(mail: Mail, now: Instant): Promise<Buffer> {
  return new MailComposer(composition(mail, now)).compile().build();
}
