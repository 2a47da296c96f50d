import type { Classification, Mail } from '#intake';
import { readSignedAddress } from '../mail/signed-address.ts';
import type { TouchTokens } from '../mail/touch-token.ts';
import { messageIdParts } from './message-id-parts.ts';

/** How the touch of a mail was found, the surest first. */
export const MATCHED_BY = ['address', 'in-reply-to', 'references', 'original', 'subject', 'sender'] as const;

export type MatchedBy = (typeof MATCHED_BY)[number];

/** One thing in a mail that names a mail of ours: our intent, or what its provider may have called it. */
export interface Clue {
  readonly by: MatchedBy;
  readonly intentId: string | null;
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
        ? [{ by: 'address' as const, intentId: found.intentId, providerIds: [], domain: null }]
        : [];
    });
  return [
    ...signed(mail.headers, ADDRESSED),
    // What is returned still has the address that it asked to be answered at.
    ...signed(original?.headers ?? [], ['reply-to']),
    ...mail.answers.map((id) => clueOf(inReplyTo.includes(id) ? 'in-reply-to' : 'references', id)),
    ...(original?.messageId ? [clueOf('original', original.messageId)] : []),
  ].slice(0, MOST_CLUES);
}

/** What a mail's own Message-ID names, if it is one that went out from here and came back by some detour. */
export function clueOfCopy({ messageId }: Mail): Clue | null {
  return messageId === null ? null : clueOf('original', messageId);
}

function addressesOf(headers: Mail['headers'], names: readonly string[]): string[] {
  return headers.flatMap(({ name, value }) => (names.includes(name) ? (value.match(ADDRESS) ?? []) : []));
}

function clueOf(by: MatchedBy, messageId: string): Clue {
  const { local, domain, intentId } = messageIdParts(messageId);
  // SES names a mail by what stands before the @, others by the whole, with or without brackets.
  const providerIds = [messageId, `<${messageId}>`, local].filter(isId);
  return { by, intentId, providerIds, domain: intentId && domain };
}

/** What no provider calls a mail is not asked for; nor can PostgreSQL be asked for a NUL. */
function isId(text: string): boolean {
  return /^[^\p{Cc}\p{Surrogate}]{1,300}$/u.test(text);
}
