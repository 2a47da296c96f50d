import { DAY, findZone, fromLocal, localDay, toLocal, UTC, type Zone } from '../calendar/zone.ts';
import { uniform } from '../draw.ts';
import type { Instant } from '../sequence.ts';

/** An address that mail is sent from, with what keeps it in good repute. */
export interface MailboxRules {
  readonly key: string;
  /** At most so many mails on a day of its own zone; null: as many as there are. */
  readonly dailyCap: number | null;
  /** Least time between two of its mails, and what is added to it by lot, in milliseconds. */
  readonly minGap: number;
  readonly jitter: number;
  readonly timezone: string;
}

/** How far a mailbox is with its day. */
export interface MailboxUse {
  /** The first instant at which its next mail may go. */
  readonly freeAt: Instant;
  readonly lastAt: Instant | null;
  /** The mails of the local day that `lastAt` is in. */
  readonly used: number;
}

/** A mailbox that has sent nothing. */
export const UNUSED: MailboxUse = { freeAt: 0, lastAt: null, used: 0 };

/** The mailbox after a mail at `at`: the gap to the next is drawn by this mail, so that asking again changes nothing. */
export function afterMail(
  rules: MailboxRules,
  use: MailboxUse,
  mail: { readonly intentId: string; readonly at: Instant },
): MailboxUse {
  const used = mailsOfDay(rules, use, mail.at) + 1;
  const extra = Math.floor(uniform(`mailbox-gap:${rules.key}:${mail.intentId}`) * (rules.jitter + 1));
  return { lastAt: mail.at, used, freeAt: freeAt(rules, mail.at, used, mail.at + rules.minGap + extra) };
}

/** The mailbox under other rules: what it has sent today counts, and its gap begins at its last mail. */
export function underNewRules(rules: MailboxRules, use: MailboxUse): MailboxUse {
  if (use.lastAt === null) return use;
  return { ...use, freeAt: freeAt(rules, use.lastAt, use.used, use.lastAt + rules.minGap) };
}

/** How many mails has a mailbox sent on the day of its zone that `now` is in? */
export function mailsOfDay(rules: MailboxRules, use: MailboxUse, now: Instant): number {
  return use.lastAt !== null && dayOf(rules, use.lastAt) === dayOf(rules, now) ? use.used : 0;
}

function freeAt(rules: MailboxRules, lastAt: Instant, used: number, gapEnds: Instant): Instant {
  const day = dayOf(rules, lastAt);
  if (rules.dailyCap === null || used < rules.dailyCap || dayOf(rules, gapEnds) !== day) return gapEnds;
  // Midnight, or the first instant of a day that has none.
  return Math.max(gapEnds, fromLocal(zoneOf(rules), (day + 1) * DAY));
}

function dayOf(rules: MailboxRules, instant: Instant): number {
  return localDay(toLocal(zoneOf(rules), instant));
}

/** Which of these mailboxes does an enrollment write from? The same one always, as long as the list is the same. */
export function drawMailbox<M extends { readonly key: string }>(
  enrollmentId: string,
  mailboxes: readonly M[],
): M | null {
  const ordered = mailboxes.toSorted((left, right) => (left.key < right.key ? -1 : 1));
  return ordered[Math.floor(uniform(`mailbox:${enrollmentId}`) * ordered.length)] ?? null;
}

function zoneOf({ timezone }: MailboxRules): Zone {
  return findZone(timezone) ?? UTC;
}
