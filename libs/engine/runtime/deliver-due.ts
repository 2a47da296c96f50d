import type { EventDraft, Instant } from '#engine';
import { finishSending, type Outcome, type Sending, startSending } from '#storage';
import { dueAfterMail } from './due-after-mail.ts';
import type { Engine } from './engine.ts';
import type { Mail, MailResult } from './mail/mailer.ts';
import { type Ending, endingWithout, type Prepared, prepareMails } from './mail/prepare-mails.ts';
import { renameMails } from './mail/write-mails.ts';
import { engineEvent, engineLog, type Place, type Subject } from './stamp.ts';
import type { Parts } from './work-off.ts';

/** A mail that went out, for whoever listens (the sandbox's audience does). */
export interface Sent {
  readonly sending: Sending;
  readonly sentAt: Instant;
}

export interface Delivered {
  readonly started: number;
  /** Whether there may be more to send now: the batch was full. */
  readonly more: boolean;
  readonly sent: readonly Sent[];
}

/** Takes a batch of intents that have waited, until now at most, through the provider to their outcome. */
export async function deliverDue(engine: Engine, now: Instant, parts?: Parts): Promise<Delivered> {
  const { leaseMs, batch: limit } = engine;
  const { sendings, more } = await startSending(engine.sql, { now, leaseMs, limit, parts });
  return { started: sendings.length, more, sent: await send(engine, sendings, now) };
}

/** Renders mails, hands them to the provider and writes what came of it. Answers those that were sent. */
export async function send(engine: Engine, sendings: readonly Sending[], now: Instant): Promise<Sent[]> {
  if (sendings.length === 0) return [];
  const prepared = await prepareMails(engine, sendings);
  const results = await post(engine, prepared, now);
  const wakings = await Promise.all(sendings.map((s) => dueAfterMail(engine.versions, s, now)));
  const outcomes = sendings.map((s, i) => ({
    ...outcome(engine, s, prepared[i] as Prepared, results[i] ?? null, now),
    wakesAt: wakings[i] ?? null,
  }));
  const taken = new Set(
    (await finishSending(engine.sql, { now }, outcomes)).map((t) => `${t.no}/${t.visit}`),
  );
  return sendings
    .filter((s, i) => outcomes[i]?.state === 'sent' && taken.has(`${s.no}/${s.visit}`))
    .map((sending) => ({ sending, sentAt: now }));
}

/** Hands over what could be written; null for the others. */
async function post(
  engine: Engine,
  prepared: readonly Prepared[],
  now: Instant,
): Promise<(MailResult | null)[]> {
  const mails = prepared.flatMap((each) => (each.ok ? [each.mail] : []));
  const answers = mails.length > 0 ? await engine.mailer.send(mails, now) : [];
  await renameMails(engine.sql, mails, answers);
  let next = 0;
  return prepared.map((each) => (each.ok ? (answers[next++] as MailResult) : null));
}

function outcome(
  engine: Engine,
  s: Sending,
  prepared: Prepared,
  result: MailResult | null,
  now: Instant,
): Omit<Outcome, 'wakesAt'> {
  const subject: Subject = {
    workspace: s.workspace,
    sequence: s.sequence,
    version: s.version,
    enrollmentId: s.enrollmentId,
    enrollmentNo: s.no,
    enrolledAt: s.enrolledAt,
    subjectKey: s.subjectKey,
    arms: s.arms,
  };
  const accepted = result?.kind === 'accepted';
  const sentAt = accepted ? now : null;
  const place: Place = { ...s, touchAt: s.touchAt, sentAt };
  const delivered = accepted && engine.mailer.reportsDelivery === 'at-once';
  if (result?.kind === 'deferred') throw new Error(`${engine.mailer.name} defers, and nothing retries yet`);
  const ending = prepared.ok ? endingOf(result) : endingWithout(prepared, s.step);
  const drafts: EventDraft[] = [
    ...(accepted ? [{ type: 'sent' as const }] : []),
    ...(delivered ? [{ type: 'delivered' as const }] : []),
  ];
  return {
    no: s.no,
    visit: s.visit,
    attempt: s.attempt,
    from: s.state,
    state:
      s.state === 'suppressed'
        ? 'suppressed'
        : accepted
          ? 'sent'
          : result?.kind === 'unknown'
            ? 'unknown'
            : 'rejected',
    sentAt,
    ends: ending && {
      state: ending.state,
      reason: ending.reason,
      exit: engineEvent(ending.event, now, subject, place),
    },
    mail: accepted && engine.mailer.captures && prepared.ok ? copyOf(prepared.mail) : null,
    delivered,
    log: engineLog(drafts, now, subject, place),
  };
}

function copyOf({ recipient, subject, text, html, from, thread, headers }: Mail): Outcome['mail'] {
  const references = thread && { 'In-Reply-To': thread.inReplyTo, References: thread.references.join(' ') };
  return { recipient, subject, body: text, sender: from, html, headers: { ...references, ...headers } };
}

/** A mail that the provider never takes ends the sequence for its contact. */
function endingOf(result: MailResult | null): Ending | null {
  if (result?.kind !== 'rejected') return null;
  const { reason } = result;
  return { state: 'exited', reason, event: { type: 'exited', properties: { reason } } };
}
