import type { Instant } from '#engine';
import { contactNames, eraseContact, takeTurns, withTx } from '#storage';
import type { Engine } from '../engine.ts';
import { contactNotFound } from './contact-not-found.ts';
import { settleContacts } from './settle.ts';

export interface Erased {
  readonly enrollmentsEnded: number;
  readonly mailsRemoved: number;
  /** Answers that were kept for repeated calls. */
  readonly answersForgotten: number;
  /** False while a mail to the contact is on its way out: its copy goes when it is back. */
  readonly complete: boolean;
}

/**
 * Takes everything that names a person out of PostgreSQL, under all ids that were merged into this one. Numbers and times
 * stay, so every report is the same as before. First the names go, at once, so that nobody can enroll the contact
 * any more; then its enrollments end. A call that was cut off in between is taken up by the next run of the engine.
 */
export async function erase(
  engine: Pick<Engine, 'sql' | 'versions'>,
  call: { workspaceId: number; id: string; now: Instant; suppressedBy: string | null },
): Promise<Erased> {
  const { workspaceId, now, suppressedBy } = call;
  const { erased, answers } = await withTx(engine.sql, async (tx) => {
    await takeTurns(tx, workspaceId);
    const names = await contactNames(tx, workspaceId, call.id);
    return await eraseContact(tx, {
      workspaceId,
      names,
      needles: names.flatMap(needlesOf),
      now,
      suppressedBy,
    });
  });
  if (erased.length === 0) throw contactNotFound(call.id);
  const settled = (await settleContacts(engine, now)).filter(({ contact }) => erased.includes(contact));
  return {
    enrollmentsEnded: settled.reduce((sum, { ended }) => sum + ended, 0),
    mailsRemoved: settled.reduce((sum, { mails }) => sum + mails, 0),
    answersForgotten: answers,
    complete: settled.every(({ done }) => done),
  };
}

/** How a kept answer, or the path it was given at, names somebody: an id in quotes, or inside of a text in quotes. */
function needlesOf({ id, email }: { id: string; email: string | null }): string[] {
  const quoted = JSON.stringify(id);
  const path = `/v1/contacts/${encodeURIComponent(id)}/`;
  return [quoted, JSON.stringify(quoted).slice(1, -1), path, ...(email === null ? [] : [email])];
}
