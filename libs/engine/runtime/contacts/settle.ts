import type { Instant } from '#engine';
import {
  type ContactEnrollment,
  type Ending,
  endEnrollments,
  enrollmentsOf,
  forgetTexts,
  moveEnrollments,
  settleMerged,
  takeTurns,
  type UnsettledContact,
  unsettledContacts,
  withTx,
} from '#storage';
import { endingOf } from '../control/exit-enrollments.ts';
import type { Engine } from '../engine.ts';

/** What settling did, for whoever asked for it. */
export interface Settled {
  readonly contact: number;
  readonly ended: number;
  readonly mails: number;
  /** False while a mail to it is on its way out. */
  readonly done: boolean;
}

type Parts = Pick<Engine, 'sql' | 'versions'>;

/**
 * Brings what hangs on merged and erased contacts up to date. Each part can be done twice: a call that was cut off is
 * taken up by the next run of the engine.
 */
export async function settleContacts(engine: Parts, now: Instant): Promise<Settled[]> {
  const settled: Settled[] = [];
  for (const contact of await unsettledContacts(engine.sql))
    settled.push(
      contact.erased ? await settleErased(engine, contact, now) : await settleMerge(engine, contact, now),
    );
  return settled;
}

/** Ends all enrollments of an erased contact and takes away what was written to it. */
async function settleErased({ sql }: Parts, { no }: UnsettledContact, now: Instant): Promise<Settled> {
  const enrollments = await enrollmentsOf(sql, no);
  const endings = enrollments.map((enrollment) => endingOf(enrollment, 'erased', now));
  const ended = await endEnrollments(sql, { now }, endings);
  const { mails, settled: done } = await forgetTexts(sql, no);
  return { contact: no, ended: ended.length, mails, done };
}

/** Moves what was enrolled while the contacts were merged, and ends who would get a sequence twice. */
async function settleMerge(
  { sql, versions }: Parts,
  { no, workspaceId }: UnsettledContact,
  now: Instant,
): Promise<Settled> {
  const into = await withTx(sql, async (tx) => {
    await takeTurns(tx, workspaceId);
    return await moveEnrollments(tx, { contact: no, now });
  });
  const live = (await enrollmentsOf(sql, into)).filter((enrollment) => enrollment.live);
  const first = new Map<number, ContactEnrollment>();
  const endings: Ending[] = [];
  for (const enrollment of live) {
    const before = first.get(enrollment.sequenceId);
    first.set(enrollment.sequenceId, before ?? enrollment);
    if (before === undefined) continue;
    const { reentry } = await versions.get(before.sequenceId, before.version);
    if (reentry !== 'always') endings.push(endingOf(enrollment, 'merged', now));
  }
  const ended = await endEnrollments(sql, { now }, endings);
  await settleMerged(sql, no);
  return { contact: no, ended: ended.length, mails: 0, done: true };
}
