import type { Instant } from '#engine';
import { iso } from '#engine';
import { finishSending, type Outcome, type Sending, startSending, workspaceIdOf } from '#storage';
import { collect } from './collect.ts';
import { dueAfterMail } from './due-after-mail.ts';
import type { Engine } from './engine.ts';
import type { MailResult } from './mail/mailer.ts';
import { type Prepared, prepareMails } from './mail/prepare-mails.ts';
import { mayRepeat, verdictOf } from './mail/verdict.ts';
import { renameMails } from './mail/write-mails.ts';
import { outcomeOf, outcomeWithout } from './outcome-of.ts';
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

/** Takes a batch of intents that have waited, as many as the provider takes, to their outcome. */
export async function deliverDue(engine: Engine, now: Instant, parts?: Parts): Promise<Delivered> {
  const limit = Math.min(engine.batch, engine.mailer.takes(now));
  if (limit < 1) return { started: 0, more: false, sent: [] };
  const { sendings, more } = await startSending(engine.sql, { now, leaseMs: engine.leaseMs, limit, parts });
  return { started: sendings.length, more, sent: await send(engine, sendings, now) };
}

/** Writes mails, hands them to the provider and records what came of it. Answers those that were sent. */
export async function send(engine: Engine, sendings: readonly Sending[], now: Instant): Promise<Sent[]> {
  if (sendings.length === 0) return [];
  const prepared = await prepareMails(engine, sendings);
  const results = await post(engine, sendings, prepared, now);
  const waits = sendings.some(({ countsFrom }) => countsFrom !== null);
  const wakings = waits ? await Promise.all(sendings.map((s) => dueAfterMail(engine.versions, s, now))) : [];
  const bounced: Sending[] = [];
  const outcomes: Outcome[] = [];
  const settled: Sending[] = [];
  sendings.forEach((s, i) => {
    const mail = prepared[i] as Prepared;
    const result = results[i] ?? null;
    const wakesAt = wakings[i] ?? null;
    if (!mail.ok) {
      settled.push(s);
      outcomes.push(outcomeWithout(s, mail, wakesAt, now));
    } else if (result !== null) {
      const verdict = verdictOf(result, s, engine.mailer.repeats, now);
      if (verdict.kind === 'bounced') bounced.push(s);
      else {
        settled.push(s);
        outcomes.push(outcomeOf(engine, s, { mail: mail.mail, result, verdict, wakesAt }, now));
      }
    }
  });
  await bounce(engine, bounced, now);
  const taken = new Set(await finishSending(engine.sql, { now }, outcomes));
  return outcomes.flatMap(({ state, sentAt }, i) =>
    taken.has(i) && state === 'sent' && sentAt !== null ? [{ sending: settled[i] as Sending, sentAt }] : [],
  );
}

/** Hands over what could be written and may be handed over still; null for what could not be written. */
async function post(
  engine: Engine,
  sendings: readonly Sending[],
  prepared: readonly Prepared[],
  now: Instant,
): Promise<(MailResult | null)[]> {
  const { mailer } = engine;
  const isLate = ({ unsureSince }: Sending) =>
    unsureSince !== null && !mayRepeat(unsureSince, mailer.repeats, now);
  const mails = prepared.flatMap((each, i) => {
    const s = sendings[i] as Sending;
    if (!each.ok || isLate(s)) return [];
    return [s.unsureSince === null ? each.mail : { ...each.mail, repeated: true }];
  });
  const answers = mails.length > 0 ? await mailer.send(mails, now) : [];
  await renameMails(engine.sql, mails, answers);
  let next = 0;
  return prepared.map((each, i) => {
    if (!each.ok) return null;
    return isLate(sendings[i] as Sending) ? TOO_LATE : (answers[next++] as MailResult);
  });
}

const TOO_LATE: MailResult = {
  kind: 'unknown',
  reason: 'timeout',
  detail: 'The provider can no longer tell whether it has this mail.',
};

/**
 * An address that takes no mail has bounced: it comes in through the same door as a bounce that a webhook reports, which
 * suppresses the address and stops the sequences that stop on it.
 */
async function bounce(engine: Engine, sendings: readonly Sending[], now: Instant): Promise<void> {
  for (const workspace of new Set(sendings.map((s) => s.workspace))) {
    const workspaceId = await workspaceIdOf(engine.sql, workspace);
    const events = sendings
      .filter((s) => s.workspace === workspace)
      .map(({ intentId }) => ({
        eventId: `${intentId}:bad-address`,
        type: 'bounced',
        touch: intentId,
        occurredAt: iso(now),
        properties: { kind: 'hard', reason: 'bad-address' },
      }));
    const { rejected } = await collect(engine, { workspaceId, source: 'engine', events, now, patient: true });
    if (rejected[0]) throw new Error(`a bounce was refused: ${rejected[0].detail}`);
  }
}
