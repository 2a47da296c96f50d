import { kindOf, type LoggedEvent } from '#engine';

/** One touch as plain objects have it. */
export interface TwinTouch {
  readonly step: string;
  readonly variant: string;
  readonly no: number;
  readonly visit: number;
  readonly touchAt: number;
  /** First time of each kind, in epoch ms. */
  readonly first: ReadonlyMap<string, number>;
}

export interface TwinEnrollment {
  readonly no: number;
  readonly first: ReadonlyMap<string, number>;
  readonly touches: readonly TwinTouch[];
}

/** What comes from outside, and may be of a touch by guess alone; all else Crest has done itself. */
const FROM_OUTSIDE = [
  ...['tracked', 'delivered', 'deferred', 'bounced', 'opened', 'clicked', 'replied', 'auto-replied'],
  ...['converted', 'unsubscribed', 'complained'],
];

/** The enrollments of one sequence version, made of the events by the plainest of loops. */
export function enrollmentsOf(
  events: readonly LoggedEvent[],
  { sequence, version, attribution }: { sequence: string; version: number; attribution?: 'all' | 'direct' },
): readonly TwinEnrollment[] {
  const touches = new Map<string, TwinTouch & { first: Map<string, number> }>();
  const enrollments = new Map<number, { first: Map<string, number> }>();
  const note = (first: Map<string, number>, event: LoggedEvent) => {
    const at = Date.parse(event.occurredAt);
    first.set(kindOf(event), Math.min(first.get(kindOf(event)) ?? at, at));
  };
  for (const event of events) {
    if (event.sequence !== sequence || event.version !== version || event.enrollmentNo === 0) continue;
    const guessed = event.attribution !== 'direct' && FROM_OUTSIDE.includes(event.type);
    if (attribution === 'direct' && guessed) continue;
    const { enrollmentNo: no, visit, step, variant, touchAt } = event;
    const enrollment = enrollments.get(no) ?? { first: new Map() };
    enrollments.set(no, enrollment);
    note(enrollment.first, event);
    if (touchAt === null) continue;
    const key = `${no} ${visit}`;
    const touch = touches.get(key) ?? {
      step,
      variant,
      no,
      visit,
      touchAt: Date.parse(touchAt),
      first: new Map(),
    };
    touches.set(key, touch);
    note(touch.first, event);
  }
  return [...enrollments].map(([no, { first }]) => ({
    no,
    first,
    touches: [...touches.values()].filter((touch) => touch.no === no).sort((a, b) => a.visit - b.visit),
  }));
}

/** The first time of anything that counts for a metric. */
export function firstOf(first: ReadonlyMap<string, number>, metric: string): number | null {
  const times = [...first].flatMap(([kind, time]) =>
    kind === metric || (metric === 'converted' && kind.startsWith('converted:')) ? [time] : [],
  );
  return times.length === 0 ? null : Math.min(...times);
}
