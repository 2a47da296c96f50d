import { capsLookBack, type Instant, openAt, type Pace, pace, type WaitingMail } from '#engine';
import {
  commitPacing,
  LOOK_AGAIN_MS,
  mailboxesOf,
  type PacedMail,
  pastMails,
  type Sending,
  type StoredMailbox,
  type StoredWaitingMail,
  waitingMails,
} from '#storage';
import type { Engine } from './engine.ts';

type Mail = StoredWaitingMail & WaitingMail;

export interface Paced {
  readonly sendings: readonly Sending[];
  /** Mails that went, were put off or went to the queue of a mailbox: where none did, there is no more to ask now. */
  readonly moved: number;
}

const NOTHING: Paced = { sendings: [], moved: 0 };

/**
 * Asks of the mails that wait under caps or for mailboxes which may go now, and starts those. Read, decide, commit: what
 * another worker started meanwhile makes this one's answer too old, and it asks again.
 */
export async function paceDue(engine: Engine, now: Instant): Promise<Paced> {
  const { sql, leaseMs } = engine;
  const limit = Math.min(engine.batch, engine.mailer.takes(now));
  if (limit < 1) return NOTHING;
  const waiting = await waitingMails(sql, { now, limit });
  if (waiting.length === 0) return NOTHING;
  const mails = await Promise.all(waiting.map((mail) => withHours(engine, mail)));
  const capped = mails.filter(isCapped);
  const lookBack = capsLookBack(
    capped.flatMap(({ sequenceCaps, workspaceCaps }) => [...sequenceCaps, ...workspaceCaps]),
  );
  const contacts = [...new Set(capped.map(({ contactId }) => contactId))];
  const past = await pastMails(sql, { contacts, since: now - lookBack.span, now });
  const mailboxes = await mailboxesOf(sql, [...new Set(mails.map(({ workspaceId }) => workspaceId))]);
  const { paces, uses } = pace(mails, mailboxes, past, now);
  const turns = mailboxes.flatMap(({ id, version }: StoredMailbox) => {
    const use = uses.get(id);
    return use === undefined ? [] : [{ id, version, ...use }];
  });
  const news = paces.filter((pace) => !isWhereItWas(pace)).map(toCommit);
  if (news.length === 0) return NOTHING;
  const { sendings, moved } = await commitPacing(sql, { now, leaseMs }, news, turns);
  return { sendings, moved };
}

async function withHours({ versions }: Engine, mail: StoredWaitingMail): Promise<Mail> {
  const sequence = await versions.get(mail.sequenceId, mail.version);
  const step = sequence.steps.find(({ key }) => key === mail.step);
  const type = step && versions.steps.types[step.type];
  // The gap after the mail before was kept when this one was decided.
  const timing = { contact: mail.person, enrolledAt: mail.countsFrom, lastEmailAt: null };
  const opensAt = (since: Instant) => {
    if (mail.isPaused) return since + LOOK_AGAIN_MS;
    return step === undefined || type === undefined ? since : openAt(sequence, step, type, timing, since);
  };
  return { ...mail, opensAt };
}

function isCapped({ sequenceCaps, workspaceCaps }: Mail): boolean {
  return sequenceCaps.length > 0 || workspaceCaps.length > 0;
}

function isWhereItWas({ mail, goes, waitsUntil, mailboxId }: Pace<Mail>): boolean {
  return !goes && waitsUntil === null && mailboxId !== null && mailboxId === mail.queuedFor;
}

function toCommit({ mail, goes, waitsUntil, mailboxId }: Pace<Mail>): PacedMail {
  const { no, visit, attempt, contactId } = mail;
  return {
    no,
    visit,
    attempt,
    goes,
    waitsUntil,
    mailboxId,
    contactId,
    mailCount: isCapped(mail) ? mail.mailCount : null,
  };
}
