import type { FailureReason } from './failure-reason.ts';
import { OF_ADDRESSES } from './phrases-of-addresses.ts';
import { OF_SENDERS } from './phrases-of-senders.ts';
import { OF_SERVERS } from './phrases-of-servers.ts';

/** A reason, and the phrases that mean it: a line each, in lower case; ` ~ ` stands for some words of the same sentence. */
export type Phrases = readonly [reason: FailureReason, lines: string];

/** Up to the end of the sentence: a full stop with something right behind it is one of a name or a number. */
const SOME_WORDS = String.raw`(?:[^.]|\.(?=\S)){0,60}`;

/**
 * What mail servers say, by what they mean by it; the first reason that fits counts. What is the sender's fault stands
 * before what is the address's, since `user unknown` also stands in many a refusal of a sender. Sources: the texts of the
 * servers themselves (Postfix, Exim, Sendmail, qmail, Exchange, Courier, Domino, OpenSMTPD, James) and what the large
 * providers publish of theirs (Google, Microsoft, Yahoo, Apple, Mail.Ru, Orange, Tencent, NTT docomo, KDDI).
 */
export const FAILURE_PHRASES: readonly { reason: FailureReason; pattern: RegExp }[] = [
  ...OF_SENDERS,
  ...OF_ADDRESSES,
  ...OF_SERVERS,
].map(([reason, lines]) => ({ reason, pattern: oneOf(lines) }));

/** What says little, and counts where nothing else says more, the status included. */
export const LAST_PHRASE = oneOf(`
  recipient (?:address )?(?:rejected|denied|refused)
  all recipients? (?:address(?:es)? )?(?:rejected|failed)
  address rejected
`);

function oneOf(lines: string): RegExp {
  const phrases = lines.trim().split(/\s*\n\s*/);
  return new RegExp(phrases.map((phrase) => phrase.replaceAll(' ~ ', SOME_WORDS)).join('|'));
}
