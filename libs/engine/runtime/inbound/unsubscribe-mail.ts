import type { Mail } from '#intake';
import type { TouchTokens } from '../mail/touch-token.ts';

const SUBJECT = /^\s*unsubscribe\s+([\w-]{43})\s*$/i;

/** The touch that a mail unsubscribes from, as `List-Unsubscribe` tells mail programs to write it; null for any other mail. */
export function unsubscribedByMail({ subject }: Pick<Mail, 'subject'>, tokens: TouchTokens): string | null {
  const [, token] = SUBJECT.exec(subject) ?? [];
  return token === undefined ? null : (tokens.read('unsubscribe', token)?.intentId ?? null);
}
