import type { Instant } from '#engine';
import { type EventToRefuse, endWaiting, takeWaiting, type WaitingCall } from '#storage';
import type { Delivery } from '../delivery.ts';
import type { Engine } from '../engine.ts';
import { answersTo } from '../group-commit.ts';
import type { Refusal } from '../incoming.ts';
import { takeIn } from '../take-in.ts';

/** More would hold the rows that a statement locks for longer, and bring nothing. */
const MOST_TOGETHER = { calls: 20, events: 2_000 };
/** A call that breaks on its way is tried again after so long, later and later; and so are those of a process that died. */
const LEASE_MS = 15_000;
/** How long refused events can be looked at. */
const KEPT_MS = 30 * 86_400_000;

/** What became of calls that waited. */
export interface ActedOn {
  readonly calls: number;
  /** Events that have acted, and those that were laid aside as refused. */
  readonly acted: number;
  readonly refused: number;
  /** What calls threw that will be tried again. */
  readonly failures: readonly unknown[];
}

/**
 * Lets the events of stored calls act, those that wait longest first. Can be cut off anywhere: what has acted does not act
 * again. `now` is the wall clock's; events are judged by the time at which they came.
 */
export async function actOnWaiting(
  engine: Pick<Engine, 'sql' | 'versions'>,
  { now }: { readonly now: Instant },
): Promise<ActedOn> {
  const { sql } = engine;
  const calls = await takeWaiting(sql, { now, leaseMs: LEASE_MS }, MOST_TOGETHER);
  const ended: number[] = [];
  const refused: EventToRefuse[] = [];
  const failures: unknown[] = [];
  let acted = 0;
  for (const group of byWorkspace(calls)) {
    const deliveries = group.map(deliveryOf);
    const answers = await answersTo((id, some) => takeIn(engine, id, some), deliveries);
    for (const [i, call] of group.entries()) {
      const [answer, delivery] = [answers[i], deliveries[i]];
      if (!answer || !delivery) throw new Error(`the stored call ${call.id} was not answered`);
      if ('error' in answer) {
        failures.push(answer.error);
        continue;
      }
      const { accepted, rejected } = answer.collected;
      ended.push(call.id);
      acted += accepted;
      refused.push(...rejected.map((refusal) => refusedOf(call, delivery, refusal)));
    }
  }
  // By the clock that says when calls come, which in a sandbox is another one.
  const latest = Math.max(...calls.map(({ cameAt }) => cameAt));
  if (ended.length > 0) await endWaiting(sql, ended, refused, latest - KEPT_MS);
  return { calls: ended.length, acted, refused: refused.length, failures };
}

function byWorkspace(calls: readonly WaitingCall[]): WaitingCall[][] {
  const groups = new Map<number, WaitingCall[]>();
  for (const call of calls) {
    const known = groups.get(call.workspaceId);
    if (known) known.push(call);
    else groups.set(call.workspaceId, [call]);
  }
  return [...groups.values()];
}

function deliveryOf({ workspaceId, source, cameAt, events, ids }: WaitingCall): Delivery {
  const read: unknown = JSON.parse(events);
  if (!Array.isArray(read)) throw new Error('a stored call holds no events');
  const all = ids.split(',');
  const isOwn = (_: unknown, index: number) => all[index] !== '';
  return { workspaceId, source, events: read.filter(isOwn), eventIds: all.filter(isOwn), now: cameAt };
}

function refusedOf(
  { id, workspaceId, source, cameAt }: WaitingCall,
  { events, eventIds = [] }: Delivery,
  { index, code, detail, fix }: Refusal,
): EventToRefuse {
  const eventId = eventIds[index];
  if (eventId === undefined) throw new Error('an event that waited has no identity');
  const body = JSON.stringify(events[index]);
  return { call: id, workspaceId, source, eventId, code, reason: detail, fix, body, cameAt };
}
