import type { Instant } from '#engine';
import { findAssumed, finishSending, type OpenFate, type Outcome } from '#storage';
import { dueAfterMail } from './due-after-mail.ts';
import type { Engine } from './engine.ts';
import { subjectOf } from './outcome-of.ts';
import { engineLog } from './stamp.ts';

/**
 * Counts mails as sent of which nobody knows whether they were, three days after they were handed over: no webhook has
 * said so by then, and most were. Answers how many.
 */
export async function assumeSent(engine: Engine, now: Instant): Promise<number> {
  const open = await findAssumed(engine.sql, { now, limit: engine.batch });
  const wakings = await Promise.all(open.map((fate) => dueAfterMail(engine.versions, fate, now)));
  await finishSending(
    engine.sql,
    { now },
    open.map((fate, i) => assumed(fate, wakings[i] ?? null, now)),
  );
  return open.length;
}

function assumed(fate: OpenFate, wakesAt: Instant | null, now: Instant): Outcome {
  const sentAt = fate.unsureSince;
  const drafts = [{ type: 'sent', properties: { assumed: true } } as const];
  return {
    ...{ no: fate.no, visit: fate.visit, attempt: fate.attempt, from: fate.from },
    ...{ state: 'sent', sentAt, hop: { assumed: true }, ends: null, wakesAt, mail: null, delivered: false },
    log: engineLog(drafts, sentAt, subjectOf(fate), { ...fate, sentAt }, now),
  };
}
