import type { Instant } from '#engine';
import { DomainError, iso } from '#engine';
import { analyzeHotTables, nextDue, readClock, releaseLeases, setClock } from '#storage';
import { collect } from '../collect.ts';
import type { Engine } from '../engine.ts';
import { enroll } from '../enroll.ts';
import { runOnce } from '../run-once.ts';
import { Audience, type World } from './audience.ts';

/** What happened while the clock moved. */
export interface Happened {
  enrolled: number;
  decided: number;
  mailsSent: number;
  tasksOpened: number;
  /** What contacts did, by event type. */
  events: Record<string, number>;
  ticks: number;
}

export interface Advance {
  readonly workspaceId: number;
  readonly to: Instant;
  readonly world: World;
  readonly onProgress?: (now: Instant, happened: Happened) => void;
}

/**
 * Moves a sandbox's clock to `to`. It stops wherever something falls due or someone arrives, and at each such tick
 * everything is drained to a fixed point: first what contacts did, then who arrives, then the engine. Two runs do
 * the same in the same order, and a run that was cut off goes on where it stood.
 */
export async function advanceClock(
  engine: Engine,
  advance: Advance,
): Promise<{ now: Instant; happened: Happened }> {
  const clock = await readClock(engine.sql);
  if (clock.mode === 'wall')
    throw new DomainError({
      code: 'not-a-sandbox',
      detail: 'this installation is live: its clock is the wall clock',
      fix: 'Start a sandbox on another data folder (CREST_DATA_DIR) to try things out.',
    });
  if (advance.to < clock.now)
    throw new DomainError({
      code: 'clock-goes-forward',
      field: 'to',
      detail: `the clock stands at ${iso(clock.now)}, which is after ${iso(advance.to)}`,
      fix: 'Name a later time, or start over with npm run reset.',
    });
  await releaseLeases(engine.sql);
  const audience = await Audience.takeUp(engine, advance.world, clock.now);
  const happened: Happened = { enrolled: 0, decided: 0, mailsSent: 0, tasksOpened: 0, events: {}, ticks: 0 };
  // What has come up since the clock stood still happens now, not when it next stops: a turn, a move to a sequence that
  // was paused, a mail whose sender died.
  await run(engine, audience, clock.now, happened);
  for (let now = clock.now; ; ) {
    const moment = least(await nextDue(engine.sql), audience.nextMoment());
    const idle = moment === null || moment > advance.to;
    const tick = idle ? advance.to : Math.max(moment, now);
    const before = busyness(happened);
    await hearFrom(engine, audience, advance, tick, happened);
    await letIn(engine, audience, advance, tick, happened);
    const done = await run(engine, audience, tick, happened);
    if (tick > now) await setClock(engine.sql, tick);
    else if (!idle && busyness(happened) === before && done === 0)
      throw new Error(`the clock stands still at ${iso(now)}: something is due that cannot be done`);
    now = tick;
    happened.ticks++;
    // Tables that grow from nothing are counted when they have: at 4 ticks, 8, 16, …
    if (happened.ticks >= 4 && Number.isInteger(Math.log2(happened.ticks)))
      await analyzeHotTables(engine.sql);
    advance.onProgress?.(now, happened);
    if (idle) return { now, happened };
  }
}

const least = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

const busyness = (h: Happened): number => h.enrolled + Object.values(h.events).reduce((sum, n) => sum + n, 0);

/** What contacts did up to the tick goes in through the same door as everybody's events. */
async function hearFrom(
  engine: Engine,
  audience: Audience,
  advance: Advance,
  tick: Instant,
  happened: Happened,
) {
  for (;;) {
    const events = audience.deeds(tick, engine.batch);
    if (events.length === 0) return;
    await collect(engine, {
      workspaceId: advance.workspaceId,
      source: 'audience',
      events,
      now: tick,
      patient: true,
    });
    for (const { type } of events) happened.events[String(type)] = (happened.events[String(type)] ?? 0) + 1;
  }
}

async function letIn(
  engine: Engine,
  audience: Audience,
  advance: Advance,
  tick: Instant,
  happened: Happened,
) {
  const arrivals = audience.arrivals(tick);
  for (const sequenceKey of new Set(arrivals.map((a) => a.sequence))) {
    const people = arrivals.filter((a) => a.sequence === sequenceKey);
    const lines = people.map(({ at, contact: { id, email, timezone, attributes } }) => ({
      contact: { ...attributes, id, ...(email ? { email } : {}), ...(timezone ? { timezone } : {}) },
      enrolledAt: iso(at),
    }));
    const call = { workspaceId: advance.workspaceId, sequenceKey, lines, now: tick, simulated: true };
    const { results, sequenceId, version } = await enroll(engine, call);
    for (const result of results) {
      if (!result.accepted) continue;
      happened.enrolled++;
      const { at, contact } = people[result.index] as (typeof people)[number];
      const enrollment = { no: result.enrollmentNo, sequence: sequenceKey, sequenceId, version };
      await audience.greet({ ...enrollment, contact: contact.id, enrolledAt: at }, tick);
    }
  }
}

/** Answers how much the engine did. */
async function run(engine: Engine, audience: Audience, tick: Instant, happened: Happened): Promise<number> {
  const { sent, opened, ...work } = await runOnce(engine, tick);
  const { decided, skipped, acted, arranged } = work;
  happened.decided += decided;
  happened.mailsSent += sent.length;
  happened.tasksOpened += opened.length;
  for (const { sending, sentAt } of sent)
    if (sending.simulated) await audience.hear({ ...sending, contact: sending.contact.id, at: sentAt }, tick);
  for (const { claim, intentId, step } of opened)
    if (claim.simulated)
      await audience.hear(
        { ...claim, contact: claim.contact.id, intentId, step, variant: 'default', at: tick },
        tick,
      );
  return decided + skipped + acted + arranged + sent.length;
}
