import type { Mailer } from './mailer.ts';

/** Mail that never leaves the machine: every mail is accepted, delivered and kept for the mailbox. */
export const capturedMailer: Mailer = {
  name: 'captured',
  repeats: 'keyed',
  reportsDelivery: 'at-once',
  captures: true,
  from: 'Crest <crest@localhost>',
  takes: () => Number.POSITIVE_INFINITY,
  send: async (mails) => mails.map(() => ({ kind: 'accepted' })),
  close: async () => undefined,
};
