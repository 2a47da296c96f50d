import type { EventDraft, Instant } from '#engine';
import { finishSending, type Outcome, type Sending, startSending } from '#storage';
import type { Engine } from './engine.ts';
import type { MailResult } from './mail/mailer.ts';
import { renameMails, type WrittenMail, writeMails } from './mail/write-mails.ts';
import { engineEvents, type Place, type Subject } from './stamp.ts';
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

/** Takes a batch of send intents from new through the provider to their outcome. Answers what was taken up and sent. */
export async function deliverDue(engine: Engine, now: Instant, parts?: Parts): Promise<Delivered> {
  const { leaseMs, batch: limit } = engine;
  const sendings = await startSending(engine.sql, { now, leaseMs, limit, parts });
  if (sendings.length === 0) return { started: 0, more: false, sent: [] };
  const written = await write(engine, sendings);
  const results = await post(engine, written, now);
  const outcomes = sendings.map((s, i) =>
    outcome(engine, s, written[i] as Prepared, results[i] as Fate, now),
  );
  const taken = new Set(
    (await finishSending(engine.sql, { now }, outcomes)).map((t) => `${t.no}/${t.visit}`),
  );
  const sent = sendings.filter((s, i) => outcomes[i]?.state === 'sent' && taken.has(`${s.no}/${s.visit}`));
  return {
    started: sendings.length,
    more: sendings.length === limit,
    sent: sent.map((sending) => ({ sending, sentAt: now })),
  };
}

/** A mail, or why none is written: what a template lacks, or who may not be written to. */
type Prepared = WrittenMail | { readonly ok: false; readonly withheld: string };

/** Writes the mails of those who may be written to. */
async function write(engine: Engine, sendings: readonly Sending[]): Promise<Prepared[]> {
  const withheld = sendings.map((sending) => {
    if (sending.state === 'suppressed') return 'suppressed';
    return sending.contact.email === null ? 'the contact has no email address' : null;
  });
  const open = sendings.flatMap((sending, i) => {
    const recipient = sending.contact.email;
    return withheld[i] === null && recipient !== null ? [{ sending, recipient }] : [];
  });
  const written = (await writeMails(engine, open)).values();
  return withheld.map((reason) =>
    reason === null ? (written.next().value as WrittenMail) : { ok: false, withheld: reason },
  );
}

/** What became of an intent at the provider; what there is no mail of does not get there. */
type Fate = MailResult | { readonly kind: 'withheld' };

/** Hands over what there is. */
async function post(engine: Engine, written: readonly Prepared[], now: Instant): Promise<Fate[]> {
  const mails = written.flatMap((each) => (each.ok ? [each.mail] : []));
  const answers = mails.length > 0 ? await engine.mailer.send(mails, now) : [];
  await renameMails(engine, mails, answers);
  const results = answers.values();
  return written.map((each) => (each.ok ? (results.next().value as MailResult) : { kind: 'withheld' }));
}

function outcome(engine: Engine, s: Sending, written: Prepared, result: Fate, now: Instant): Outcome {
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
  const exits: EventDraft[] = refused === null ? [] : [{ type: 'exited', properties: { reason: refused } }];
  const [exit] = engineEvents(exits, now, subject, place);
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
    ends: refused !== null && exit !== undefined ? { reason: refused, exit } : null,
    mail:
      accepted && engine.mailer.captures && text.ok && s.contact.email !== null
        ? { recipient: s.contact.email, subject: text.subject, body: text.body }
        : null,
    delivered,
    events: engineEvents(drafts, now, subject, place),
  };
}
