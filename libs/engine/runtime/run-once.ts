import type { Instant } from '#engine';
import { isAnythingDue, resumeSending, settleTurns, unpark } from '#storage';
import { actDue } from './actions/act-due.ts';
import { settleContacts } from './contacts/settle.ts';
import { type Decided, decideDue, type OpenedTask } from './decide-due.ts';
import { deliverDue, type Sent, send } from './deliver-due.ts';
import type { Engine } from './engine.ts';
import { followMoves } from './follow-moves.ts';
import { paceDue } from './pace-due.ts';
import { skipOverdueTasks } from './skip-tasks.ts';
import { type Parts, workOff } from './work-off.ts';

/** What one run did. */
export interface Run {
  readonly decided: number;
  readonly skipped: number;
  /** Actions that were tried. */
  readonly acted: number;
  readonly sent: readonly Sent[];
  readonly opened: readonly OpenedTask[];
  /** Turns that were settled, and mails under caps or of mailboxes that went, were put off or queued. */
  readonly arranged: number;
}

/**
 * Does everything that is due at `now`, until nothing is: contacts whose merge or erasure was cut off, mails whose
 * sender died, tasks that skip themselves, turns between sequences, decisions with the mail they give rise to, moves to
 * other sequences, mail that has waited, for its time, under a cap or for a mailbox, and actions. Batches are taken in order of (time,
 * enrollment), so two runs do the same in the same order. When nothing is due it takes one statement to see that.
 */
export async function runOnce(engine: Engine, now: Instant): Promise<Run> {
  const { sql, batch, lanes } = engine;
  if (!(await isAnythingDue(sql, now)))
    return { decided: 0, skipped: 0, acted: 0, sent: [], opened: [], arranged: 0 };
  await settleContacts(engine, now);
  await resumeSending(sql, { now, repeats: engine.mailer.repeats });
  await drain(batch, () => unpark(sql, batch));
  const skipped = await drain(batch, () => skipOverdueTasks(engine, now));
  const settle = () => drain(batch, () => settleTurns(sql, { now, limit: batch }));
  let arranged = await settle();
  const rounds: Round[] = [];
  const deliveries: { readonly sent: readonly Sent[] }[] = [];
  let acted = 0;
  for (;;) {
    rounds.push(...(await decideAll(engine, now)));
    deliveries.push(...(await workOff(lanes, (parts) => deliverDue(engine, now, parts))));
    const paced = await paceAll(engine, now);
    deliveries.push(paced);
    acted += await actDue(engine, now);
    const news = paced.moved + (await settle());
    arranged += news;
    // A mail that has gone out and a turn that is given may make something due at once.
    if (news === 0) break;
  }
  return {
    decided: rounds.reduce((sum, { claimed }) => sum + claimed, 0),
    skipped,
    acted,
    sent: [...rounds, ...deliveries].flatMap(({ sent }) => sent),
    opened: rounds.flatMap(({ opened }) => opened),
    arranged,
  };
}

type Round = Decided & { readonly sent: readonly Sent[] };

async function decideAll(engine: Engine, now: Instant): Promise<Round[]> {
  const all: Round[] = [];
  // What a process left that died between an exit and the way on, and who waited for a paused sequence.
  await followMoves(engine, now);
  for (;;) {
    const rounds = await workOff(engine.lanes, (parts) => decideAndSend(engine, now, parts));
    all.push(...rounds);
    if (!rounds.some((round) => round.moves)) return all;
    // Whoever moves on may be due in the other sequence at once.
    await followMoves(engine, now);
  }
}

async function decideAndSend(engine: Engine, now: Instant, parts: Parts): Promise<Round> {
  const decided = await decideDue(engine, now, parts);
  return { ...decided, sent: await send(engine, decided.sendings, now) };
}

/** Starts what may go of the mails under caps and of mailboxes, until nothing moves. */
async function paceAll(engine: Engine, now: Instant): Promise<{ moved: number; sent: readonly Sent[] }> {
  const sent: Sent[] = [];
  for (let all = 0; ; ) {
    const { sendings, moved } = await paceDue(engine, now);
    if (moved === 0) return { moved: all, sent };
    all += moved;
    sent.push(...(await send(engine, sendings, now)));
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
