import type { Classification, Mail } from '#intake';
import { readMessageId } from '../mail/message-id.ts';
import { readSignedAddress } from '../mail/signed-address.ts';
import type { TouchTokens } from '../mail/touch-token.ts';

/** How the touch of a mail was found, the surest first. */
export const MATCHED_BY = ['address', 'in-reply-to', 'references', 'original', 'subject', 'sender'] as const;

export type MatchedBy = (typeof MATCHED_BY)[number];

/** One thing in a mail that names a mail of ours: our intent, or what its provider may have called it. */
export interface Clue {
  readonly by: MatchedBy;
  readonly intentId: string | null;
  /** Whether nobody can have made it up who never saw our mail; else it is a hint. */
  readonly isProof: boolean;
  readonly providerIds: readonly string[];
  /** The domain that our mail was from, where its Message-ID is ours. */
  readonly domain: string | null;
}

/** Nobody answers more mails at once; what is beyond was made to be looked up in vain. */
const MOST_CLUES = 50;
/** Headers by which servers say whom a mail was for. */
const ADDRESSED = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'to', 'cc'];
const ADDRESS = /[^\s<>,;:"]{1,64}@[^\s<>,;:"]{1,255}/g;

/** Everything in a mail that names a mail of ours, the surest first. */
export function cluesOfMail(
  mail: Mail,
  { original }: Pick<Classification, 'original'>,
  tokens: TouchTokens,
): Clue[] {
  const inReplyTo = mail.headers.find(({ name }) => name === 'in-reply-to')?.value ?? '';
  const signed = (headers: Mail['headers'], names: readonly string[]): Clue[] =>
    addressesOf(headers, names).flatMap((address) => {
      const found = readSignedAddress(tokens, address);
      return found
        ? [{ by: 'address' as const, intentId: found.intentId, isProof: true, providerIds: [], domain: null }]
        : [];
    });
  return [
    ...signed(mail.headers, ADDRESSED),
    // What is returned still has the address that it asked to be answered at.
    ...signed(original?.headers ?? [], ['reply-to']),
    ...mail.answers.map((id) => clueOf(inReplyTo.includes(id) ? 'in-reply-to' : 'references', id, tokens)),
    ...(original?.messageId ? [clueOf('original', original.messageId, tokens)] : []),
  ].slice(0, MOST_CLUES);
}

/** What a mail's own Message-ID names, if it is one that went out from here and came back by some detour. */
export function clueOfCopy({ messageId }: Mail, tokens: TouchTokens): Clue | null {
  return messageId === null ? null : clueOf('original', messageId, tokens);
}

function addressesOf(headers: Mail['headers'], names: readonly string[]): string[] {
  return headers.flatMap(({ name, value }) => (names.includes(name) ? (value.match(ADDRESS) ?? []) : []));
}

function clueOf(by: MatchedBy, messageId: string, tokens: TouchTokens): Clue {
  const own = readMessageId(tokens, messageId);
  if (own) return { by, intentId: own.intentId, isProof: own.isSigned, providerIds: [], domain: own.domain };
  const at = messageId.lastIndexOf('@');
  // SES names a mail by what stands before the @, others by the whole, with or without brackets.
  const names = [messageId, `<${messageId}>`, at < 0 ? messageId : messageId.slice(0, at)];
  // Mailgun calls a mail as we do: what is written as ours is not asked for by that, or it were believed unsigned.
  const providerIds = names.filter((name) => isId(name) && readMessageId(tokens, name) === null);
  return { by, intentId: null, isProof: true, providerIds, domain: null };
}

/** What no provider calls a mail is not asked for; nor can PostgreSQL be asked for a NUL. */
function isId(text: string): boolean {
  return /^[^\p{Cc}\p{Surrogate}]{1,300}$/u.test(text);
}
