import {
  capsLookBack,
  type Instant,
  openAt,
  type Pace,
  pace,
  type Sequence,
  type Step,
  stepTypes,
  type WaitingMail,
} from '#engine';
import {
  commitPacing,
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

/** How long a mail whose sequence or enrollment is paused is left alone before it is looked at again. */
const LOOK_AGAIN_MS = 60_000;

/**
 * Asks of the mails that wait under caps or for mailboxes which may go now, and starts those. Read, decide, commit: what
 * another worker started meanwhile makes this one's answer too old, and it asks again.
 */
export async function paceDue(engine: Engine, now: Instant): Promise<Paced> {
  const { sql, leaseMs, batch: limit } = engine;
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
  const opensAt = (since: Instant) => {
    if (mail.isPaused) return since + LOOK_AGAIN_MS;
    return step === undefined ? since : hoursOf(sequence, step, mail, since);
  };
  return { ...mail, opensAt };
}

/** The gap after the mail before was kept when this one was decided. */
function hoursOf(sequence: Sequence, step: Step, mail: StoredWaitingMail, since: Instant): Instant {
  const timing = { contact: mail.person, enrolledAt: mail.countsFrom, lastEmailAt: null };
  return openAt(sequence, step, stepTypes[step.type], timing, since);
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
