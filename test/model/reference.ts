import { createHash } from 'node:crypto';
import type { Plan, PlanStep } from './plans.ts';

/**
 * The rules of running sequences, said a second time: lists and loops, no database, nobody else at work, nothing taken
 * from the engine. It is small so that one can read it and agree. Times are milliseconds.
 */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const STOPS = ['unsubscribed', 'bounced', 'complained', 'replied'];

export interface Touch {
  readonly id: string;
  readonly visit: number;
  readonly step: string;
  readonly kind: PlanStep['type'];
  state: 'sent' | 'rejected' | 'unknown' | 'suppressed' | 'open' | 'done' | 'skipped' | 'closed' | 'passed';
  readonly variant: string;
  sentAt: number | null;
  readonly skipAt: number | null;
  readonly at: number;
}

export interface Entry {
  readonly id: string;
  readonly sequence: string;
  readonly plan: Plan;
  person: Person;
  readonly enrolledAt: number;
  state: 'active' | 'paused' | 'finished' | 'over';
  reason: string | null;
  cursor: number;
  due: number | null;
  wake: { task: number } | { event: string } | null;
  lastMail: number | null;
  arm: string | null;
  readonly touches: Touch[];
  readonly seen: { step: string; type: string; at: number }[];
}

export interface Person {
  readonly id: string;
  address: string;
  subject: string;
}

export class Reference {
  readonly sequences = new Map<
    string,
    { draft: Plan; latest: Plan | null; state: 'draft' | 'published' | 'paused' }
  >();
  /** Who an id means; who was merged is meant by another's. */
  readonly people = new Map<string, Person>();
  readonly entries: Entry[] = [];
  readonly silenced = new Map<string, string>();
  readonly handedOver: string[] = [];
  readonly log: string[] = [];
  readonly known = new Set<string>();
  provider: 'accept' | 'refuse' | 'unknown' = 'accept';

  constructor(public now: number) {}

  mayEnter(sequence: string, id: string): Plan | null {
    const target = this.sequences.get(sequence);
    if (target?.latest == null || target.state !== 'published') return null;
    const earlier = this.entries.filter((e) => e.sequence === sequence && e.person === this.people.get(id));
    const live = earlier.some((e) => isLive(e));
    if (earlier.length === 0 || target.latest.reentry === 'always') return target.latest;
    return target.latest.reentry === 'never' || live ? null : target.latest;
  }

  enroll(sequence: string, plan: Plan, contact: string, entryId: string): void {
    const address = `${contact}@example.com`;
    const person = this.people.get(contact) ?? { id: contact, address, subject: `subject ${contact}` };
    person.address = address;
    this.people.set(contact, person);
    const none = { cursor: 0, wake: null, lastMail: null, arm: null, touches: [], seen: [], reason: null };
    const entry: Entry = {
      id: entryId,
      sequence,
      plan,
      person,
      enrolledAt: this.now,
      state: 'active',
      due: null,
      ...none,
    };
    entry.due = this.dueAt(entry, 0, this.now);
    this.entries.push(entry);
    this.note(entry, 'enrolled');
  }

  tick(now: number): void {
    this.now = now;
    for (const entry of this.entries) {
      for (const touch of entry.touches) if (touch.at + 3 * DAY <= now) this.learn(entry, touch);
    }
    // Nobody works on the tasks of what is paused, and they do not skip themselves.
    for (const entry of this.entries.filter((e) => this.goesOn(e))) {
      for (const touch of entry.touches) {
        if (touch.state === 'open' && touch.skipAt !== null && touch.skipAt <= now)
          this.event(`${touch.id} skip`, entry, touch, 'task-skipped', touch.skipAt);
      }
    }
    const isDue = (e: Entry) => e.state === 'active' && e.due !== null && e.due <= now && this.goesOn(e);
    for (let e = this.entries.find(isDue); e !== undefined; e = this.entries.find(isDue)) this.decide(e);
  }

  private goesOn({ state, sequence }: Entry): boolean {
    return state !== 'paused' && this.sequences.get(sequence)?.state !== 'paused';
  }

  /** One step of one enrollment that is due. */
  private decide(entry: Entry): void {
    const step = entry.plan.steps[entry.cursor];
    if (step === undefined) {
      this.finish(entry);
      return;
    }
    const ready = this.readyAt(entry, step, this.now);
    if (ready > this.now) {
      entry.due = ready;
      return;
    }
    const visit = entry.touches.length + 1;
    const id = `${entry.id} ${visit}`;
    const skipAt = step.autoSkipAfter === undefined ? null : this.now + hours(step.autoSkipAfter);
    const variant = step.type === 'email' ? this.draw(entry, step) : '';
    const state = step.type === 'task' ? 'open' : 'passed';
    const touch: Touch = {
      id,
      visit,
      step: step.key,
      kind: step.type,
      state,
      variant,
      sentAt: null,
      skipAt,
      at: this.now,
    };
    entry.touches.push(touch);
    this.note(entry, 'reached', visit);
    if (variant !== '' && entry.arm === null && (step.variants?.length ?? 0) > 1) {
      entry.arm = variant;
      this.note(entry, 'assigned', visit);
    }
    entry.wake = null;
    if (step.type === 'email') {
      entry.lastMail = this.now;
      touch.sentAt = this.now;
      this.goTo(entry, entry.cursor + 1, this.now);
      touch.sentAt = null;
      this.send(entry, touch);
    } else if (step.type === 'wait') {
      const over = this.now + hours(step.for ?? '0h');
      if (entry.cursor + 1 < entry.plan.steps.length) this.goTo(entry, entry.cursor + 1, over);
      else Object.assign(entry, { cursor: entry.cursor + 1, due: over });
      entry.wake = step.until ?? null;
    } else if (step.type === 'branch') {
      this.note(entry, 'branched', visit);
      const target = this.holds(entry, step) ? step.then : step.else;
      this.goTo(
        entry,
        entry.plan.steps.findIndex(({ key }) => key === target),
        this.now,
      );
    } else {
      this.note(entry, 'task-opened', visit);
      const next = entry.plan.steps[entry.cursor + 1];
      if (next?.day !== undefined) this.goTo(entry, entry.cursor + 1, this.now);
      else Object.assign(entry, { cursor: entry.cursor + 1, due: null, wake: { task: visit } });
    }
  }

  /** A mail of which nobody knew has gone out at its attempt: something of it shows that, or three days without word. */
  private learn(entry: Entry, touch: Touch): void {
    if (touch.state !== 'unknown') return;
    Object.assign(touch, { state: 'sent', sentAt: touch.at });
    this.note(entry, 'sent', touch.visit);
  }

  private send(entry: Entry, touch: Touch): void {
    const { address, subject } = entry.person;
    if (this.silenced.has(address) || this.silenced.has(subject)) {
      touch.state = 'suppressed';
      this.end(entry, 'suppressed');
      return;
    }
    this.handedOver.push(`${touch.id} ${address} ${this.now}`);
    if (this.provider === 'unknown') touch.state = 'unknown';
    else if (this.provider === 'refuse') {
      touch.state = 'rejected';
      this.end(entry, 'mail-refused');
    } else {
      Object.assign(touch, { state: 'sent', sentAt: this.now });
      this.note(entry, 'sent', touch.visit);
    }
  }

  private goTo(entry: Entry, cursor: number, doneAt: number): void {
    entry.cursor = cursor;
    if (entry.plan.steps[cursor] === undefined) this.finish(entry);
    else entry.due = this.dueAt(entry, cursor, doneAt);
  }

  private dueAt(entry: Entry, cursor: number, doneAt: number): number | null {
    const step = entry.plan.steps[cursor];
    return step === undefined ? null : this.readyAt(entry, step, doneAt + hours(step.after ?? '0h'));
  }

  /** Not before its day, and a mail not before a day after the last one. */
  private earliest(entry: Entry, step: PlanStep, since: number): number {
    const day = step.day === undefined ? since : Math.max(since, entry.enrolledAt + step.day * DAY);
    return step.type === 'email' && entry.lastMail !== null ? Math.max(day, entry.lastMail + DAY) : day;
  }

  /** A question not before it has an answer, too. */
  private readyAt(entry: Entry, step: PlanStep, since: number): number {
    const earliest = this.earliest(entry, step, since);
    const sentAt = step.if === undefined ? null : lastSent(entry, step.if.step);
    if (step.if === undefined || sentAt === null || this.holds(entry, step)) return earliest;
    return Math.max(earliest, sentAt + hours(step.if.within));
  }

  private holds(entry: Entry, { if: asked }: PlanStep): boolean {
    const sentAt = asked === undefined ? null : lastSent(entry, asked.step);
    if (asked === undefined || sentAt === null) return false;
    const inTime = (at: number) => at >= sentAt && at <= sentAt + hours(asked.within);
    return entry.seen.some(({ step, type, at }) => step === asked.step && type === asked.event && inTime(at));
  }

  /** Something that happened to a touch, told by an id: what was told before is not told again. */
  event(id: string, entry: Entry, touch: Touch, type: string, at: number): void {
    if (this.known.has(id)) return;
    this.known.add(id);
    this.learn(entry, touch);
    this.note(entry, type, touch.visit);
    entry.seen.push({ step: touch.step, type, at });
    const { wake } = entry;
    if (['unsubscribed', 'complained', 'bounced'].includes(type)) {
      if (!this.silenced.has(entry.person.address)) this.silenced.set(entry.person.address, type);
    }
    const closes = touch.state === 'open' && (type === 'task-completed' || type === 'task-skipped');
    if (closes) {
      Object.assign(touch, type === 'task-completed' ? { state: 'done', sentAt: at } : { state: 'skipped' });
      if (type === 'task-completed') this.note(entry, 'sent', touch.visit);
    }
    if (STOPS.includes(type)) {
      if (isLive(entry)) this.end(entry, type);
    } else if (isLive(entry) && wake !== null && wakes(wake, type, touch)) {
      const next = entry.plan.steps[entry.cursor];
      entry.due = next === undefined ? at : this.earliest(entry, next, at + hours(next.after ?? '0h'));
      entry.wake = null;
    }
  }

  end(entry: Entry, reason: string): void {
    Object.assign(entry, { state: 'over', reason, due: null, wake: null });
    for (const touch of entry.touches) if (touch.state === 'open') touch.state = 'closed';
    this.note(entry, 'end');
  }

  private finish(entry: Entry): void {
    Object.assign(entry, { state: 'finished', due: null, wake: null, cursor: entry.plan.steps.length });
    for (const touch of entry.touches) if (touch.state === 'open') touch.state = 'closed';
    this.note(entry, 'completed');
  }

  merge(from: string, into: string): void {
    const [gone, kept] = [this.people.get(from), this.people.get(into)];
    if (gone === undefined || kept === undefined || gone === kept || gone.id !== from) return;
    for (const [id, person] of this.people) if (person === gone) this.people.set(id, kept);
    for (const key of [gone.address, gone.subject]) {
      const why = this.silenced.get(key);
      if (why !== undefined && why !== 'bounced' && !this.silenced.has(kept.subject))
        this.silenced.set(kept.subject, why);
    }
    for (const entry of this.entries) if (entry.person === gone) entry.person = kept;
    for (const sequence of this.sequences.keys()) {
      const [first, ...others] = this.entries.filter(
        (e) => e.person === kept && e.sequence === sequence && isLive(e),
      );
      for (const entry of others) if (first?.plan.reentry !== 'always') this.end(entry, 'merged');
    }
  }

  erase(id: string): void {
    const person = this.people.get(id);
    for (const [name, each] of this.people) if (each === person) this.people.delete(name);
    for (const entry of this.entries) if (entry.person === person && isLive(entry)) this.end(entry, 'erased');
    // What is told of it from now on silences nobody.
    if (person !== undefined) Object.assign(person, { address: `erased ${id}`, subject: `erased ${id}` });
  }

  resume(entry: Entry): void {
    entry.state = 'active';
    const step = entry.plan.steps[entry.cursor];
    if (entry.due === null || entry.due > this.now) return;
    entry.due = step === undefined ? this.now : this.earliest(entry, step, this.now);
  }

  /** The first of the arms whose share of the weights holds the hash of the enrollment. */
  private draw({ id, sequence, arm }: Entry, { key, variants = [] }: PlanStep): string {
    if (variants.length < 2) return variants[0]?.key ?? 'default';
    if (arm !== null) return arm;
    const hash = createHash('sha256').update(`${sequence}.${key}:${id}`).digest().readBigUInt64BE();
    const total = variants.reduce((sum, { weight }) => sum + weight, 0);
    let left = (Number(hash) / 2 ** 64) * total;
    for (const variant of variants) {
      left -= variant.weight;
      if (left < 0) return variant.key;
    }
    return variants.at(-1)?.key ?? '';
  }

  private note({ id }: Entry, type: string, visit?: number): void {
    this.log.push(visit === undefined ? `${id} ${type}` : `${id} ${type} ${visit}`);
  }
}

export function isLive({ state }: Entry): boolean {
  return state === 'active' || state === 'paused';
}

function wakes(wake: NonNullable<Entry['wake']>, type: string, { visit }: Touch): boolean {
  if ('task' in wake) return wake.task === visit && (type === 'task-completed' || type === 'task-skipped');
  return wake.event === type;
}

function lastSent({ touches }: Entry, step: string): number | null {
  const times = touches.flatMap((touch) =>
    touch.step === step && touch.sentAt !== null ? [touch.sentAt] : [],
  );
  return times.length === 0 ? null : Math.max(...times);
}

function hours(text: string): number {
  return Number.parseInt(text, 10) * HOUR;
}
