import { createHash } from 'node:crypto';
import type { LoggedEvent } from '#engine';

export const DAY = 86_400_000;
export const START = Date.parse('2026-01-05T00:00:00.000Z');

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A UUID that is the same for the same name. */
export function uuidOf(name: string): string {
  const hex = createHash('sha1').update(name).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

export const isoTime = (time: number): string => new Date(time).toISOString();

/** A complete event with these fields; its id follows from them. */
export function loggedEvent(fields: Partial<LoggedEvent> = {}): LoggedEvent {
  const occurredAt = fields.occurredAt ?? isoTime(START);
  return {
    schema: 1,
    eventId: uuidOf(JSON.stringify(fields)),
    type: 'tracked',
    name: '',
    occurredAt,
    receivedAt: occurredAt,
    workspace: 'default',
    sequence: '',
    version: 0,
    enrollmentId: null,
    enrollmentNo: 0,
    enrolledOn: null,
    intentId: null,
    touchAt: null,
    sentAt: null,
    step: '',
    position: 0,
    visit: 0,
    variant: '',
    arms: {},
    subjectKey: 'k',
    attribution: 'none',
    machine: false,
    machineReason: '',
    value: null,
    currency: '',
    source: 'test',
    properties: {},
    ...fields,
  };
}

export interface RandomWorld {
  readonly sequence: string;
  readonly version: number;
  /** Keys of the steps in order; `test` has the variants a and b, `call` is a task that may be skipped. */
  readonly steps: readonly string[];
}

export const WORLDS: readonly RandomWorld[] = [
  { sequence: 'outbound', version: 1, steps: ['intro', 'test', 'call', 'close'] },
  { sequence: 'outbound', version: 2, steps: ['intro', 'test', 'close'] },
  { sequence: 'nurture', version: 1, steps: ['hello', 'test'] },
];

/**
 * Enrollments in random worlds, with everything that makes counting hard: second visits to a step, touches that are
 * skipped or bounce, late and early outcomes, several outcomes of a kind, machine opens, conversions with and without
 * a name, events of no touch and of no enrollment; and of what comes from outside a third only guessed to be of its touch.
 */
export function randomEvents(seed: number, enrollments: number, workspace = 'default'): LoggedEvent[] {
  const random = randomNumbers(seed);
  const guess = randomNumbers(seed + 1_000_000);
  const attributed = (): { attribution: LoggedEvent['attribution'] } => ({
    attribution: guess() < 0.35 ? 'inferred' : 'direct',
  });
  const events: LoggedEvent[] = [];
  const chance = (p: number) => random() < p;
  const after = (time: number, days: number) => time + Math.floor(random() * days * DAY);

  for (let no = 1; no <= enrollments; no++) {
    const world = WORLDS[Math.floor(random() * WORLDS.length)] ?? WORLDS[0];
    if (world === undefined) break;
    const enrolledAt = after(START, 40);
    const enrollment = {
      workspace,
      sequence: world.sequence,
      version: world.version,
      enrollmentId: uuidOf(`${workspace} ${no}`),
      enrollmentNo: no,
      enrolledOn: isoTime(enrolledAt).slice(0, 10),
      subjectKey: uuidOf(`subject ${no}`),
    };
    const log = (type: LoggedEvent['type'], time: number, fields: Partial<LoggedEvent> = {}) =>
      events.push(loggedEvent({ ...enrollment, type, occurredAt: isoTime(time), ...fields }));
    log('enrolled', enrolledAt, { attribution: 'direct' });

    let time = enrolledAt;
    let visit = 0;
    let left = false;
    const path = world.steps.flatMap((step) => (chance(0.1) ? [step, step] : [step]));
    const variant = chance(0.5) ? 'a' : 'b';
    for (const step of path) {
      time = after(time, 5);
      const touch = {
        step,
        position: world.steps.indexOf(step) + 1,
        visit: ++visit,
        variant: step === 'test' ? variant : 'default',
        intentId: uuidOf(`${workspace} ${no} ${visit}`),
        touchAt: isoTime(time),
        attribution: 'direct' as const,
      };
      if (step === 'test' && visit < 4) {
        log('assigned', time, {
          ...touch,
          experiment: `${world.sequence}.test`,
          decisionPoint: step,
          options: ['a', 'b'],
          probabilities: [0.5, 0.5],
          chosen: variant,
        });
      }
      log('reached', time, touch);
      if (chance(0.1)) {
        log('task-skipped', after(time, 2), touch);
        continue;
      }
      const sentAt = chance(0.3) ? after(time, 2) : time;
      const sent = { ...touch, sentAt: isoTime(sentAt) };
      const said = (fields: Partial<LoggedEvent> = {}) => ({ ...sent, ...attributed(), ...fields });
      // A task is done by the word of whoever says so.
      log('sent', sentAt, step === 'call' ? said() : sent);
      if (chance(0.05)) {
        log('bounced', after(sentAt, 0.1), said());
        if (chance(0.8)) left = true;
      } else {
        if (step !== 'call') log('delivered', after(sentAt, 0.01), said());
        if (chance(0.4)) log('opened', after(sentAt, 1), said({ machine: true, machineReason: 'proxy' }));
        for (let n = 0; n < 2; n++) if (chance(0.3)) log('opened', after(sentAt, 9), said());
        for (let n = 0; n < 2; n++) if (chance(0.15)) log('replied', after(sentAt, 12), said());
        if (chance(0.1))
          log('converted', after(sentAt, 10), said({ name: chance(0.5) ? 'order' : 'review' }));
        if (chance(0.03)) log('converted', after(sentAt, 10), said());
        if (chance(0.03)) {
          log('unsubscribed', after(sentAt, 6), said());
          left = true;
        }
        if (chance(0.01)) log('complained', after(sentAt, 6), said());
      }
      if (left || chance(0.05)) break;
    }
    if (left) log('exited', after(time, 3), { name: 'left', ...attributed() });
    else if (chance(0.6)) log('completed', after(time, 3), { attribution: 'direct' });
    // Of the enrollment, but of none of its touches.
    if (chance(0.1)) log('replied', after(enrolledAt, 60));
    if (chance(0.1))
      events.push(loggedEvent({ workspace, type: 'tracked', name: 'seen', occurredAt: isoTime(time) }));
  }
  return events;
}

/** The events in another order, some of them twice. */
export function shuffled<T>(seed: number, items: readonly T[], repeated: number): T[] {
  const random = randomNumbers(seed);
  const order = [...items, ...items.filter(() => random() < repeated)];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const [a, b] = [order[i], order[j]];
    if (a === undefined || b === undefined) break;
    order[i] = b;
    order[j] = a;
  }
  return order;
}
