import type { EmailStep, EventDraft, Instant } from '#engine';
import { subjectTemplate } from '#engine';
import { finishSending, type Outcome, type Sending, startSending } from '#storage';
import { dueAfterMail } from './due-after-mail.ts';
import type { Engine } from './engine.ts';
import { writeAddress } from './mail/address.ts';
import type { Mail, MailResult } from './mail/mailer.ts';
import { messageId } from './mail/message-id.ts';
import type { Rendered } from './render/renderer.ts';
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
  const letters = await Promise.all(sendings.map((s) => letter(engine, s)));
  const rendered = await engine.renderer.render(letters);
  const results = await post(engine, sendings, rendered, now);
  const wakings = await Promise.all(sendings.map((s) => dueAfterMail(engine.versions, s, now)));
  const outcomes = sendings.map((s, i) => ({
    ...outcome(engine, s, rendered[i] as Rendered, results[i] as Fate, now),
    wakesAt: wakings[i] ?? null,
  }));
  const taken = new Set(
    (await finishSending(engine.sql, { now }, outcomes)).map((t) => `${t.no}/${t.visit}`),
  );
  return sendings
    .filter((s, i) => outcomes[i]?.state === 'sent' && taken.has(`${s.no}/${s.visit}`))
    .map((sending) => ({ sending, sentAt: now }));
}

async function letter(engine: Engine, sending: Sending) {
  const sequence = await engine.versions.get(sending.sequenceId, sending.version);
  const step = sequence.steps.find((s): s is EmailStep => s.type === 'email' && s.key === sending.step);
  const variant = step?.variants.find((v) => v.key === sending.variant);
  if (!step || !variant)
    throw new Error(`${sending.sequence} v${sending.version} has no mail ${sending.step}/${sending.variant}`);
  const template = { subject: subjectTemplate(sequence, step, variant), body: variant.body };
  return { template, contact: sending.contact };
}

/** What became of an intent at the provider; `withheld` from it is what cannot be sent. */
type Fate = MailResult | { readonly kind: 'withheld'; readonly reason: string };

/** Hands over what can be sent and withholds the rest. */
async function post(
  engine: Engine,
  sendings: readonly Sending[],
  rendered: readonly Rendered[],
  now: Instant,
): Promise<Fate[]> {
  const results: (Fate | null)[] = sendings.map((s, i) => {
    const text = rendered[i] as Rendered;
    if (s.state === 'suppressed') return { kind: 'withheld', reason: 'suppressed' };
    if (!text.ok) return { kind: 'withheld', reason: text.reason };
    if (s.contact.email === null) return { kind: 'withheld', reason: 'the contact has no email address' };
    return null;
  });
  const mails = sendings.flatMap((s, i) => {
    const text = rendered[i] as Rendered;
    if (results[i] !== null || !text.ok || s.contact.email === null) return [];
    const from = s.mailbox === null ? engine.mailer.from : writeAddress(s.mailbox);
    return [mailOf(from, s.intentId, s.contact.email, text)];
  });
  const answers = mails.length > 0 ? await engine.mailer.send(mails, now) : [];
  let next = 0;
  return results.map((result) => result ?? (answers[next++] as MailResult));
}

function mailOf(
  from: string,
  intentId: string,
  recipient: string,
  { subject, body: text }: { readonly subject: string; readonly body: string },
): Mail {
  const content = { subject, text, html: null, thread: null, headers: {}, repeated: false };
  return { intentId, messageId: messageId(intentId, from), from, recipient, ...content };
}

function outcome(
  engine: Engine,
  s: Sending,
  text: Rendered,
  result: Fate,
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
  const accepted = result.kind === 'accepted';
  const sentAt = accepted ? now : null;
  const place: Place = { ...s, touchAt: s.touchAt, sentAt };
  const delivered = accepted && engine.mailer.reportsDelivery === 'at-once';
  if (result.kind === 'deferred') throw new Error(`${engine.mailer.name} defers, and nothing retries yet`);
  const refused = 'reason' in result && result.kind !== 'unknown' ? result.reason : null;
  const drafts: EventDraft[] = [
    ...(accepted ? [{ type: 'sent' as const }] : []),
    ...(delivered ? [{ type: 'delivered' as const }] : []),
  ];
  const exit = (reason: string) =>
    engineEvent({ type: 'exited', properties: { reason } }, now, subject, place);
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
          : result.kind === 'unknown'
            ? 'unknown'
            : 'rejected',
    sentAt,
    ends: refused === null ? null : { reason: refused, exit: exit(refused) },
    mail:
      accepted && engine.mailer.captures && text.ok && s.contact.email !== null
        ? { recipient: s.contact.email, subject: text.subject, body: text.body }
        : null,
    delivered,
    log: engineLog(drafts, now, subject, place),
  };
}
