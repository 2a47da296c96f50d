import type { Instant } from '#engine';
import { isAnythingDue, resumeSending, settleTurns, unpark } from '#storage';
import { actDue } from './actions/act-due.ts';
import { assumeSent } from './assume-sent.ts';
import { settleContacts } from './contacts/settle.ts';
import { decideDue, type OpenedTask } from './decide-due.ts';
import { deliverDue, type Sent, send } from './deliver-due.ts';
import type { Engine } from './engine.ts';
import { followMoves } from './follow-moves.ts';
import { repeatAt } from './mail/verdict.ts';
import { paceDue } from './pace-due.ts';
import { skipOverdueTasks } from './skip-tasks.ts';
import { workOff } from './work-off.ts';

/** How much one run did. */
export interface Work {
  readonly decided: number;
  readonly skipped: number;
  /** Actions that were tried. */
  readonly acted: number;
  /** Turns that were settled, and mails under caps or of mailboxes that went, were put off or queued. */
  readonly arranged: number;
}

/** What one run did. */
export interface Run extends Work {
  readonly sent: readonly Sent[];
  readonly opened: readonly OpenedTask[];
}

/** Is told of mails that went out and tasks that were opened, batch by batch. */
export type Listener = (of: Pick<Run, 'sent' | 'opened'>) => void;

/** As `workOnce`, for whoever wants to know every mail and task when it is done. */
export async function runOnce(engine: Engine, now: Instant): Promise<Run> {
  const sent: Sent[] = [];
  const opened: OpenedTask[] = [];
  const work = await workOnce(engine, now, (batch) => {
    sent.push(...batch.sent);
    opened.push(...batch.opened);
  });
  return { ...work, sent, opened };
}

/**
 * Does everything that is due at `now`, until nothing is: contacts whose merge or erasure was cut off, mails whose sender
 * died or that nobody has heard of for days, tasks that skip themselves, turns between sequences, decisions with the mail
 * they give rise to, moves to other sequences, mail that has waited, for its time, under a cap or for a mailbox, and
 * actions. Batches are taken in order of (time, enrollment), so two runs do the same in the same order. When nothing is
 * due it takes one statement to see that. Nothing of a batch is kept, so a million steps take no more memory than a
 * thousand.
 *
 * `goesOn` is asked after each batch: a run leases, opens and stamps by the time it began at, so on a clock that goes on
 * meanwhile it ends before that is out of date, and the next one takes up what is left.
 */
export async function workOnce(
  engine: Engine,
  now: Instant,
  listen: Listener = () => {},
  goesOn: () => boolean = () => true,
): Promise<Work> {
  const { sql, batch, lanes } = engine;
  if (!(await isAnythingDue(sql, now))) return { decided: 0, skipped: 0, acted: 0, arranged: 0 };
  await settleContacts(engine, now);
  await resumeSending(sql, { now, repeatAt: repeatAt(engine.mailer.repeats, now) });
  await drain(batch, () => assumeSent(engine, now));
  await drain(batch, () => unpark(sql, batch));
  const skipped = await drain(batch, () => skipOverdueTasks(engine, now));
  const settle = () => drain(batch, () => settleTurns(sql, { now, limit: batch }));
  let arranged = await settle();
  let decided = 0;
  let acted = 0;
  for (;;) {
    decided += await decideAll(engine, now, listen, goesOn);
    if (!goesOn()) return { decided, skipped, acted, arranged };
    await workOff(lanes, async (parts) => {
      const { sent, more } = await deliverDue(engine, now, parts);
      listen({ sent, opened: [] });
      return { more: more && goesOn() };
    });
    const paced = goesOn() ? await paceAll(engine, now, listen, goesOn) : 0;
    if (goesOn()) acted += await actDue(engine, now, goesOn);
    const news = paced + (await settle());
    arranged += news;
    // A mail that has gone out and a turn that is given may make something due at once.
    if (news === 0 || !goesOn()) return { decided, skipped, acted, arranged };
  }
}

/** Decides until nothing is due. Answers how many decisions were taken. */
async function decideAll(
  engine: Engine,
  now: Instant,
  listen: Listener,
  goesOn: () => boolean,
): Promise<number> {
  let decided = 0;
  // What a process left that died between an exit and the way on, and who waited for a paused sequence.
  await followMoves(engine, now);
  for (let moves = true; moves && goesOn(); ) {
    moves = false;
    await workOff(engine.lanes, async (parts) => {
      const round = await decideDue(engine, now, parts);
      listen({ sent: await send(engine, round.sendings, now), opened: round.opened });
      decided += round.claimed;
      moves ||= round.moves;
      return { more: round.more && goesOn() };
    });
    // Whoever moves on may be due in the other sequence at once.
    if (moves) await followMoves(engine, now);
  }
  return decided;
}

/** Starts what may go of the mails under caps and of mailboxes, until nothing moves. Answers how many moved. */
async function paceAll(
  engine: Engine,
  now: Instant,
  listen: Listener,
  goesOn: () => boolean,
): Promise<number> {
  for (let all = 0; ; ) {
    const { sendings, moved } = await paceDue(engine, now);
    if (moved === 0) return all;
    all += moved;
    listen({ sent: await send(engine, sendings, now), opened: [] });
    if (!goesOn()) return all;
  }
}

/** Repeats until a batch was not full: then nothing was left behind it. */
async function drain(batch: number, once: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const count = await once();
    total += count;
    if (count < batch) return total;
  }
}
