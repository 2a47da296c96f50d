import { createHash } from 'node:crypto';
import { type Classification, headerOf, type Mail } from '#intake';
import type { TouchTokens } from '../mail/touch-token.ts';
import { cluesOfMail } from './clues-of-mail.ts';
import { unsubscribedByMail } from './unsubscribe-mail.ts';

/** A mail that came in, as far as it decides what happens. */
export interface SaidMail {
  readonly mail: Mail;
  readonly classified: Classification;
  readonly isSpam: boolean;
}

/**
 * What a mail is known by when it comes again: its Message-ID and everything in it that decides what happens. Whoever was
 * copied in knows the Message-ID of an answer, and can hand over another mail with it, in any name; that hides the answer
 * only where it says the same, and then the same happens. What is written on the way, and how a text is packed, differs by
 * the door and is not looked at. Without a Message-ID it is known by its bytes.
 */
export function keyOfMail(
  { mail, classified, isSpam }: SaidMail,
  raw: Uint8Array,
  tokens: TouchTokens,
): string {
  if (mail.messageId === null) return sha256(raw);
  const { kind, returnsOn, unsubscribe, recipients, original } = classified;
  const clues = cluesOfMail(mail, classified, tokens);
  const isNamed = clues.some(({ isProof, intentId }) => isProof && intentId !== null);
  const said = [
    ...[mail.messageId, mail.from, kind, returnsOn, unsubscribe !== null, unsubscribedByMail(mail, tokens)],
    // A server may write down again what stood in the mail.
    [
      ...new Set(
        clues.map(({ intentId, isProof, providerIds }) => [intentId, isProof, ...providerIds].join(' ')),
      ),
    ],
    // What names a mail of ours is not looked at for these; and servers write into subjects, and judge for themselves.
    isNamed ? null : [mail.subject, isSpam, headerOf(mail, 'date')],
    recipients.map(({ address, action, status, isHard, reason, feedbackType }) => [
      ...[address, action, status, isHard, reason, feedbackType],
    ]),
    original?.to[0] ?? null,
  ];
  return `said:${sha256(JSON.stringify(said))}`;
}

/** What earlier versions knew a mail by: its Message-ID alone. Null where that is what it is known by still. */
export function formerKeyOf({ messageId }: Mail): string | null {
  return messageId === null ? null : sha256(messageId);
}

function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
