import type { EventDraft, Instant } from '#engine';
import type { Hop, Outcome, Sending } from '#storage';
import type { Engine } from './engine.ts';
import type { Mail, MailResult } from './mail/mailer.ts';
import { type Ending, endingWithout, type Prepared } from './mail/prepare-mails.ts';
import type { Verdict } from './mail/verdict.ts';
import { engineEvent, engineLog, type Place, type Subject } from './stamp.ts';

/** What became of one mail that was handed over. */
export interface Answered {
  readonly mail: Mail;
  readonly result: MailResult;
  readonly verdict: Exclude<Verdict, { kind: 'bounced' }>;
  /** When its enrollment goes on, if that waits for the mail to be settled. */
  readonly wakesAt: Instant | null;
}

/** The outcome of an intent that could not be handed over, as it is written. */
export function outcomeWithout(
  s: Sending,
  prepared: Exclude<Prepared, { ok: true }>,
  wakesAt: Instant | null,
  now: Instant,
): Outcome {
  const state = s.state === 'suppressed' ? 'suppressed' : s.unsureSince === null ? 'rejected' : 'unknown';
  return {
    ...fence(s),
    ...{ state, sentAt: null, wakesAt, mail: null, delivered: false, log: null },
    hop: s.unsureSince === null ? null : { unsureSince: s.unsureSince },
    ends: endsOf(endingWithout(prepared, s.step), s, now),
  };
}

/** The outcome of an intent that was handed over, as it is written. */
export function outcomeOf(engine: Engine, s: Sending, answered: Answered, now: Instant): Outcome {
  const { mail, verdict, wakesAt } = answered;
  const sentAt = verdict.kind === 'sent' ? verdict.at : null;
  const delivered = sentAt !== null && engine.mailer.reportsDelivery === 'at-once';
  return {
    no: s.no,
    visit: s.visit,
    attempt: s.attempt,
    from: s.state,
    state: STATES[verdict.kind],
    sentAt,
    wakesAt: verdict.kind === 'again' ? null : wakesAt,
    hop: hopOf(engine, answered),
    ends: verdict.kind === 'failed' ? endsOf(failure(verdict.reason), s, now) : null,
    mail: sentAt !== null && engine.mailer.captures ? copyOf(mail) : null,
    delivered,
    log: engineLog(draftsOf(verdict, delivered), sentAt ?? now, subjectOf(s), placeOf(s, sentAt), now),
  };
}

/** The subject of a sending's events. */
export function subjectOf(s: Omit<Sending, 'state'>): Subject {
  return {
    workspace: s.workspace,
    sequence: s.sequence,
    version: s.version,
    enrollmentId: s.enrollmentId,
    enrollmentNo: s.no,
    enrolledAt: s.enrolledAt,
    subjectKey: s.subjectKey,
    arms: s.arms,
  };
}

/** Field by field: copying all that a sending has takes 10 µs. */
function placeOf(s: Sending, sentAt: Instant | null): Place {
  const { intentId, step, position, visit, variant, touchAt } = s;
  return { intentId, step, position, visit, variant, touchAt, sentAt };
}

const STATES = { sent: 'sent', again: 'new', unknown: 'unknown', failed: 'rejected' } as const;

const fence = ({ no, visit, attempt, state: from }: Sending) => ({ no, visit, attempt, from });

function draftsOf(verdict: Answered['verdict'], delivered: boolean): EventDraft[] {
  if (verdict.kind === 'sent') {
    return delivered ? [{ type: 'sent' }, { type: 'delivered' }] : [{ type: 'sent' }];
  }
  if (verdict.kind !== 'again' || verdict.deferral === null) return [];
  return [{ type: 'deferred', nth: verdict.deferral, properties: { reason: verdict.reason } }];
}

function hopOf({ mailer }: Engine, { result, verdict }: Answered): Hop | null {
  const { name: provider } = mailer;
  if (result.kind === 'accepted') {
    // The captured mailbox is no provider, and says no more than that it took the mail.
    return mailer.captures ? null : { provider, providerMessageId: result.providerMessageId };
  }
  const said = { provider, problem: problemOf(result) };
  switch (verdict.kind) {
    case 'again':
      return {
        ...{ ...said, sendAt: verdict.at, unsureSince: verdict.unsureSince },
        ...(verdict.deferral === null ? {} : { deferrals: verdict.deferral }),
      };
    case 'unknown':
      return { ...said, unsureSince: verdict.unsureSince };
    case 'sent':
    case 'failed':
      return said;
  }
}

const ADDRESS = /[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g;

/** In the provider's words, which may repeat the address. */
function problemOf(result: Exclude<MailResult, { kind: 'accepted' }>): string {
  return `${result.reason}: ${result.detail.replaceAll(ADDRESS, '(address)')}`.slice(0, 300);
}

function failure(reason: 'mail-refused' | 'not-delivered'): Ending {
  return { state: 'failed', reason, event: { type: 'failed', properties: { reason } } };
}

function endsOf({ state, reason, event }: Ending, s: Sending, now: Instant): Outcome['ends'] {
  return { state, reason, exit: engineEvent(event, now, subjectOf(s), placeOf(s, null)) };
}

function copyOf({ recipient, subject, text, html, from, thread, headers }: Mail): Outcome['mail'] {
  const references = thread && { 'In-Reply-To': thread.inReplyTo, References: thread.references.join(' ') };
  return { recipient, subject, body: text, sender: from, html, headers: { ...references, ...headers } };
}
