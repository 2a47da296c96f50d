import type { Mailer } from './mailer.ts';

/** Mail that never leaves the machine: every mail is accepted, delivered and kept for the mailbox. */
export const capturedMailer: Mailer = {
  name: 'captured',
  repeats: 'keyed',
  reportsDelivery: true,
  captures: true,
  from: 'Crest <crest@localhost>',
  send: async (mails) => mails.map(() => ({ kind: 'accepted' })),
};
