import { createHash } from 'node:crypto';
import { People } from './people.ts';
import type { Plan, PlanStep } from './plans.ts';
import { type Entry, isLive, lastSent, newEntry, type Touch } from './standing.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SILENCES = ['unsubscribed', 'complained', 'bounced'];
const STOPS = [...SILENCES, 'replied'];

/**
 * The rules of running sequences, said a second time: lists and loops, no database, nobody else at work, nothing taken
 * from the engine. It is small so that one can read it and agree.
 */
export class Reference {
  readonly sequences = new Map<
    string,
    { draft: Plan; latest: Plan | null; state: 'draft' | 'published' | 'paused' }
  >();
  readonly people = new People();
  readonly entries: Entry[] = [];
  /** What the provider was given, and what the log says. */
  readonly handedOver: string[] = [];
  readonly log: string[] = [];
  private readonly told = new Set<string>();
  provider: 'accept' | 'refuse' | 'unknown' = 'accept';

  constructor(public now: number) {}

  /** The plan that somebody would enter a sequence with, or null. */
  mayEnter(sequence: string, id: string): Plan | null {
    const target = this.sequences.get(sequence);
    if (target?.latest == null || target.state !== 'published') return null;
    const person = this.people.byId.get(id);
    const earlier = this.entries.filter((e) => e.sequence === sequence && e.person === person);
    if (earlier.length === 0 || target.latest.reentry === 'always') return target.latest;
    return target.latest.reentry === 'never' || earlier.some(isLive) ? null : target.latest;
  }

  enroll(sequence: string, plan: Plan, contact: string, id: string): void {
    const person = this.people.enter(contact, this.now);
    const entry = newEntry({ id, sequence, plan, person, enrolledAt: this.now });
    this.entries.push(entry);
    this.note(entry, 'enrolled');
    this.goTo(entry, 0, this.now);
  }

  /** Everything that is due, one after the other. */
  tick(now: number): void {
    this.now = now;
    const each = this.entries.flatMap((entry) => entry.touches.map((touch) => ({ entry, touch })));
    for (const { entry, touch } of each) if (touch.at + 3 * DAY <= now) this.learn(entry, touch);
    // Nobody works on the tasks of what is paused, and they do not skip themselves.
    for (const { entry, touch } of each) {
      if (touch.state === 'open' && touch.skipAt !== null && touch.skipAt <= now && this.goesOn(entry))
        this.event(`${touch.id} skip`, entry, touch, 'task-skipped', touch.skipAt);
    }
    const isDue = (e: Entry) => e.state === 'active' && e.due !== null && e.due <= now && this.goesOn(e);
    for (let e = this.entries.find(isDue); e !== undefined; e = this.entries.find(isDue)) this.decide(e);
  }

  private goesOn({ state, sequence }: Entry): boolean {
    return state !== 'paused' && this.sequences.get(sequence)?.state !== 'paused';
  }

  /** One step of one enrollment that is due; one that may not be entered yet is put off. */
  private decide(entry: Entry): void {
    const step = entry.plan.steps[entry.cursor];
    const ready = step === undefined ? this.now : this.readyAt(entry, step, this.now);
    if (step === undefined) this.finish(entry);
    else if (ready > this.now) entry.due = ready;
    else this.enter(entry, step);
  }

  private enter(entry: Entry, step: PlanStep): void {
    const { now } = this;
    const visit = entry.touches.length + 1;
    const touch: Touch = {
      ...{ id: `${entry.id} ${visit}`, visit, step: step.key, kind: step.type, at: now, sentAt: null },
      state: step.type === 'task' ? 'open' : 'passed',
      variant: step.type === 'email' ? draw(entry, step) : '',
      skipAt: step.autoSkipAfter === undefined ? null : now + hours(step.autoSkipAfter),
    };
    entry.touches.push(touch);
    entry.wake = null;
    this.note(entry, 'reached', visit);
    if (entry.arm === null && (step.variants?.length ?? 0) > 1) {
      entry.arm = touch.variant;
      this.note(entry, 'assigned', visit);
    }
    const next = entry.plan.steps[entry.cursor + 1];
    if (step.type === 'email') {
      // What comes next is reckoned as if it had gone out.
      Object.assign(entry, { lastMail: now });
      touch.sentAt = now;
      this.goTo(entry, entry.cursor + 1, now);
      touch.sentAt = null;
      this.send(entry, touch);
    } else if (step.type === 'wait') {
      const over = now + hours(step.for ?? '0h');
      if (next !== undefined) this.goTo(entry, entry.cursor + 1, over);
      else Object.assign(entry, { cursor: entry.cursor + 1, due: over });
      entry.wake = step.until ?? null;
    } else if (step.type === 'branch') {
      this.note(entry, 'branched', visit);
      const target = this.holds(entry, step) ? step.then : step.else;
      const at = entry.plan.steps.findIndex(({ key }) => key === target);
      this.goTo(entry, at, now);
    } else {
      this.note(entry, 'task-opened', visit);
      if (next?.day !== undefined) this.goTo(entry, entry.cursor + 1, now);
      else Object.assign(entry, { cursor: entry.cursor + 1, due: null, wake: { task: visit } });
    }
  }

  private send(entry: Entry, touch: Touch): void {
    if (this.people.isSilenced(entry.person)) {
      touch.state = 'suppressed';
      this.end(entry, 'suppressed');
      return;
    }
    this.handedOver.push(`${touch.id} ${entry.person.address} ${this.now}`);
    touch.state = this.provider === 'refuse' ? 'rejected' : 'unknown';
    if (this.provider === 'refuse') this.end(entry, 'mail-refused');
    if (this.provider === 'accept') this.learn(entry, touch);
  }

  /** A mail of which nobody knew has gone out at its attempt: something of it shows that, or three days without word. */
  private learn(entry: Entry, touch: Touch): void {
    if (touch.state !== 'unknown') return;
    Object.assign(touch, { state: 'sent', sentAt: touch.at });
    this.note(entry, 'sent', touch.visit);
  }

  private goTo(entry: Entry, cursor: number, doneAt: number): void {
    const step = entry.plan.steps[cursor];
    entry.cursor = cursor;
    if (step === undefined) this.finish(entry);
    else entry.due = this.readyAt(entry, step, doneAt + hours(step.after ?? '0h'));
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
    if (this.told.has(id)) return;
    this.told.add(id);
    this.learn(entry, touch);
    this.note(entry, type, touch.visit);
    entry.seen.push({ step: touch.step, type, at });
    // What comes back of a mail to an old address: a bounce says nothing of the new one, and a no is a no.
    const isOfOld = touch.kind === 'email' && entry.person.addressSince > touch.at;
    const counts = !(isOfOld && type === 'bounced');
    if (counts && SILENCES.includes(type)) this.people.silence(entry.person, type, { isOfOld });
    if (touch.state === 'open' && type === 'task-completed') {
      Object.assign(touch, { state: 'done', sentAt: at });
      this.note(entry, 'sent', touch.visit);
    } else if (touch.state === 'open' && type === 'task-skipped') touch.state = 'skipped';
    if (!isLive(entry)) return;
    if (counts && STOPS.includes(type)) this.end(entry, type);
    else if (wakes(entry.wake, type, touch)) {
      const next = entry.plan.steps[entry.cursor];
      entry.due = next === undefined ? at : this.earliest(entry, next, at + hours(next.after ?? '0h'));
      entry.wake = null;
    }
  }

  resume(entry: Entry): void {
    entry.state = 'active';
    const step = entry.plan.steps[entry.cursor];
    if (entry.due === null || entry.due > this.now) return;
    entry.due = step === undefined ? this.now : this.earliest(entry, step, this.now);
  }

  end(entry: Entry, reason: string): void {
    this.close(entry, { state: 'over', reason });
    this.note(entry, 'end');
  }

  private finish(entry: Entry): void {
    this.close(entry, { state: 'finished' });
    this.note(entry, 'completed');
  }

  private close(entry: Entry, as: Partial<Entry>): void {
    Object.assign(entry, { due: null, wake: null, ...as });
    for (const touch of entry.touches) if (touch.state === 'open') touch.state = 'closed';
  }

  /** Who would be in one sequence twice goes on with what came first. */
  merge(from: string, into: string): void {
    const [gone, kept] = this.people.merge(from, into, this.now);
    for (const entry of this.entries) if (entry.person === gone) entry.person = kept;
    for (const sequence of this.sequences.keys()) {
      const live = this.entries.filter((e) => e.person === kept && e.sequence === sequence && isLive(e));
      const [first, ...others] = live;
      if (first?.plan.reentry !== 'always') for (const entry of others) this.end(entry, 'merged');
    }
  }

  erase(id: string): void {
    const person = this.people.erase(id);
    for (const entry of this.entries) if (entry.person === person && isLive(entry)) this.end(entry, 'erased');
  }

  private note({ id }: Entry, type: string, visit?: number): void {
    this.log.push(visit === undefined ? `${id} ${type}` : `${id} ${type} ${visit}`);
  }
}

/** Once drawn it stays; it is the one in whose share of the weights the hash of the enrollment falls. */
function draw({ id, sequence, arm }: Entry, { key, variants = [] }: PlanStep): string {
  if (variants.length < 2) return variants[0]?.key ?? 'default';
  if (arm !== null) return arm;
  const hash = createHash('sha256').update(`${sequence}.${key}:${id}`).digest().readBigUInt64BE();
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  const place = (Number(hash) / 2 ** 64) * total;
  const upTo = (index: number) => variants.slice(0, index + 1).reduce((sum, { weight }) => sum + weight, 0);
  return variants.find((_, index) => place < upTo(index))?.key ?? '';
}

function wakes(wake: Entry['wake'], type: string, { visit }: Touch): boolean {
  if (wake === null) return false;
  if ('task' in wake) return wake.task === visit && (type === 'task-completed' || type === 'task-skipped');
  return wake.event === type;
}

function hours(text: string): number {
  return Number.parseInt(text, 10) * HOUR;
}
