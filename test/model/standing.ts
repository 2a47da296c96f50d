import type { Plan, PlanStep } from './plans.ts';

/** Where an enrollment of the reference stands. Times are milliseconds. */
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

/** One visit to a step. */
export interface Touch {
  readonly id: string;
  readonly visit: number;
  readonly step: string;
  readonly kind: PlanStep['type'];
  state: 'sent' | 'rejected' | 'unknown' | 'suppressed' | 'open' | 'done' | 'skipped' | 'closed' | 'passed';
  readonly variant: string;
  readonly at: number;
  sentAt: number | null;
  readonly skipAt: number | null;
}

export interface Person {
  readonly id: string;
  address: string;
  /** Since when, where it has had another. */
  addressSince: number;
  /** What the person is known by beside the address. */
  subject: string;
}

export function isLive({ state }: Entry): boolean {
  return state === 'active' || state === 'paused';
}

export function newEntry(of: Pick<Entry, 'id' | 'sequence' | 'plan' | 'person' | 'enrolledAt'>): Entry {
  const none = { due: null, wake: null, lastMail: null, arm: null, reason: null };
  return { ...of, ...none, state: 'active', cursor: 0, touches: [], seen: [] };
}

/** When a step was last sent or done. */
export function lastSent({ touches }: Entry, step: string): number | null {
  const times = touches.flatMap((touch) => (touch.step === step ? (touch.sentAt ?? []) : []));
  return times.length === 0 ? null : Math.max(...times);
}
