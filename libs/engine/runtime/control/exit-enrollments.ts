import type { Instant } from '#engine';
import { type Ending, endEnrollments, type LiveEnrollment, liveEnrollments } from '#storage';
import type { Engine } from '../engine.ts';
import { engineEvent } from '../stamp.ts';

/** What it takes to end one enrollment from outside, for a reason. */
export function endingOf(enrollment: LiveEnrollment, reason: string, now: Instant): Ending {
  const { no, id: enrollmentId, ...subject } = enrollment;
  const about = { ...subject, enrollmentId, enrollmentNo: no };
  const exit = engineEvent({ type: 'exited', properties: { reason, to: null } }, now, about, null);
  return { no, reason, exit };
}

/**
 * Ends all enrollments of a sequence that are on their way, in batches; answers how many. It can be done twice: a call
 * that was cut off is taken up by the next one.
 */
export async function exitAll(
  { sql, batch }: Pick<Engine, 'sql' | 'batch'>,
  { sequenceId, reason, now }: { sequenceId: number; reason: string; now: Instant },
): Promise<number> {
  let exited = 0;
  let after = 0;
  for (;;) {
    const live = await liveEnrollments(sql, sequenceId, { after, limit: batch });
    const last = live.at(-1);
    if (last === undefined) return exited;
    const ended = await endEnrollments(
      sql,
      { now },
      live.map((enrollment) => endingOf(enrollment, reason, now)),
    );
    exited += ended.length;
    after = last.no;
  }
}
