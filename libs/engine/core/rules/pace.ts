import type { Instant } from '../sequence.ts';
import { type Cap, capsAllowAt } from './cap.ts';
import { afterMail, drawMailbox, type MailboxRules, type MailboxUse } from './mailbox.ts';

/** A mail that has been decided and is to go out under caps or from a mailbox. */
export interface WaitingMail {
  readonly intentId: string;
  readonly enrollmentId: string;
  readonly contactId: number;
  readonly sequenceId: number;
  readonly workspaceId: number;
  /** It will not go out, since its contact is suppressed or its sequence is over: it takes nobody's place. */
  readonly isVoid: boolean;
  /** What the enrollment wrote from before. */
  readonly mailboxId: number | null;
  /** The keys of the mailboxes it may be sent from; empty: any. */
  readonly mailboxKeys: readonly string[];
  readonly sequenceCaps: readonly Cap[];
  readonly workspaceCaps: readonly Cap[];
  /** The first instant from another on at which the hours of its sequence are open. */
  opensAt(since: Instant): Instant;
}

/** A mailbox as it stands. */
export interface PacedMailbox extends MailboxRules, MailboxUse {
  readonly id: number;
  readonly workspaceId: number;
  readonly state: 'active' | 'paused';
}

/** An email that a contact has been sent. */
export interface PastMail {
  readonly contactId: number;
  readonly sequenceId: number;
  readonly at: Instant;
}

/** What becomes of a waiting mail: it goes, it waits until an instant, or it queues for its mailbox. */
export interface Pace<M extends WaitingMail> {
  readonly mail: M;
  readonly mailboxId: number | null;
  readonly goes: boolean;
  /** When it is to be asked about again; null where its mailbox says. */
  readonly waitsUntil: Instant | null;
}

/**
 * Which of these mails go at `now`, first come, first served? One goes when the hours are open, no cap of its sequence
 * or its workspace is reached for its contact, and its mailbox is free. `past` holds the mails of these contacts as
 * far back as the caps look. Also answers how the mailboxes stand afterwards.
 */
export function pace<M extends WaitingMail>(
  mails: readonly M[],
  mailboxes: readonly PacedMailbox[],
  past: readonly PastMail[],
  now: Instant,
): { readonly paces: readonly Pace<M>[]; readonly uses: ReadonlyMap<number, MailboxUse> } {
  const sent = new Map<number, PastMail[]>();
  for (const each of past) sent.set(each.contactId, [...(sent.get(each.contactId) ?? []), each]);
  const standing = new Map(mailboxes.map((mailbox) => [mailbox.id, mailbox]));
  const uses = new Map<number, MailboxUse>();
  const paces = mails.map((mail): Pace<M> => {
    if (mail.isVoid) return { mail, mailboxId: mail.mailboxId, goes: true, waitsUntil: null };
    const mailbox = mailboxOf(mail, [...standing.values()]);
    const mailboxId = mailbox?.id ?? null;
    const ready = readyAt(mail, sent.get(mail.contactId) ?? [], now);
    if (ready > now) return { mail, mailboxId, goes: false, waitsUntil: ready };
    if (mailbox !== null && (mailbox.state === 'paused' || mailbox.freeAt > now))
      return { mail, mailboxId, goes: false, waitsUntil: null };
    sent.set(mail.contactId, [...(sent.get(mail.contactId) ?? []), { ...mail, at: now }]);
    if (mailbox !== null) {
      const use = afterMail(mailbox, mailbox, { intentId: mail.intentId, at: now });
      uses.set(mailbox.id, use);
      standing.set(mailbox.id, { ...mailbox, ...use });
    }
    return { mail, mailboxId, goes: true, waitsUntil: null };
  });
  return { paces, uses };
}

/** Waiting for the hours breaks no cap: as long as nothing is sent, windows only empty. */
function readyAt(mail: WaitingMail, sent: readonly PastMail[], now: Instant): Instant {
  const ofSequence = sent.filter(({ sequenceId }) => sequenceId === mail.sequenceId);
  const allowed = Math.max(
    capsAllowAt(
      mail.sequenceCaps,
      ofSequence.map(({ at }) => at),
      now,
    ),
    capsAllowAt(
      mail.workspaceCaps,
      sent.map(({ at }) => at),
      now,
    ),
  );
  return mail.opensAt(allowed);
}

/** The one it wrote from before, else one by lot: of those that send, or of the paused ones where none does. */
function mailboxOf(mail: WaitingMail, mailboxes: readonly PacedMailbox[]): PacedMailbox | null {
  const all = mailboxes.filter(({ workspaceId }) => workspaceId === mail.workspaceId);
  const named = all.filter(({ key }) => mail.mailboxKeys.includes(key));
  // One that a sequence names cannot be deleted; should it be gone all the same, no mail goes out without any rule.
  const allowed = named.length > 0 ? named : all;
  const before = allowed.find(({ id }) => id === mail.mailboxId);
  if (before !== undefined) return before;
  const active = allowed.filter(({ state }) => state === 'active');
  return drawMailbox(mail.enrollmentId, active.length > 0 ? active : allowed);
}
