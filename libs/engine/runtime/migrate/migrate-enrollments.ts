import {
  dueAfterMove,
  eventId,
  type Instant,
  type MigrationPlan,
  type Problem,
  planMigration,
  type Sequence,
  type StepMapping,
} from '#engine';
import {
  countArms,
  countStanding,
  type MovableEnrollment,
  movableEnrollments,
  moveToVersion,
  type VersionMove,
} from '#storage';
import type { Engine } from '../engine.ts';
import { loggedEvent } from '../stamp.ts';

export interface Migration {
  readonly sequenceId: number;
  readonly from: number;
  readonly to: number;
  readonly steps: StepMapping;
}

export interface Migrated {
  readonly problems: readonly Problem[];
  readonly passages: MigrationPlan['passages'];
  readonly migrated: number;
  /** Who is still in the old version: to each of them something happened with every try. */
  readonly left: number;
}

type Parts = Pick<Engine, 'sql' | 'versions' | 'batch'>;

/** So often is everybody asked for who is still in the old version. */
const PASSES = 10;

/** What a migration would do, and what stands in its way: nothing is changed. */
export async function previewMigration(engine: Parts, migration: Migration): Promise<Migrated> {
  const { problems, passages } = await planOf(engine, migration);
  return {
    problems,
    passages,
    migrated: 0,
    left: passages.reduce((sum, { enrollments }) => sum + enrollments, 0),
  };
}

/**
 * Moves everybody who is on the way in one version of a sequence to another, in batches of one statement each. It does
 * nothing at all where something stands in the way of anybody. It can be done twice: a call that was cut off is taken up
 * by the next one.
 */
export async function migrateEnrollments(
  engine: Parts,
  migration: Migration,
  now: Instant,
): Promise<Migrated> {
  const { sql, versions, batch } = engine;
  const { sequenceId, from, to } = migration;
  const plan = await planOf(engine, migration);
  const { problems, passages } = plan;
  if (problems.length > 0) return { problems, passages, migrated: 0, left: 0 };
  const old = await versions.get(sequenceId, from);
  const sequence = await versions.get(sequenceId, to);
  let migrated = 0;
  for (let pass = 0; pass < PASSES; pass++) {
    let met = 0;
    let after = 0;
    for (;;) {
      const movable = await movableEnrollments(sql, { sequenceId, version: from, after, limit: batch });
      const last = movable.at(-1);
      if (last === undefined) break;
      const moves = movable.map((each) =>
        moveOf(each, { old, sequence, to, cursors: plan.cursors }, engine, now),
      );
      const moved = await moveToVersion(sql, { from, to, conflict: sequence.conflict, now }, moves);
      met += movable.length;
      migrated += moved.length;
      after = last.no;
    }
    if (met === 0) return { problems, passages, migrated, left: 0 };
  }
  const standing = await countStanding(sql, sequenceId);
  const left = standing
    .filter(({ version }) => version === from)
    .reduce((sum, { waiting }) => sum + waiting, 0);
  return { problems, passages, migrated, left };
}

async function planOf(
  { sql, versions }: Parts,
  { sequenceId, from, to, steps }: Migration,
): Promise<MigrationPlan> {
  const before = await versions.get(sequenceId, from);
  const standing = (await countStanding(sql, sequenceId)).filter(({ version }) => version === from);
  const arms = (await countArms(sql, sequenceId)).filter(({ version }) => version === from);
  const cursorOf = (step: string | null) => {
    const index = before.steps.findIndex(({ key }) => key === step);
    return index < 0 ? before.steps.length : index;
  };
  return planMigration(before, await versions.get(sequenceId, to), steps, {
    arms,
    standing: standing
      .filter(({ waiting }) => waiting > 0)
      .map(({ step, waiting }) => ({ cursor: cursorOf(step), enrollments: waiting }))
      .sort((one, other) => one.cursor - other.cursor),
  });
}

function moveOf(
  enrollment: MovableEnrollment,
  {
    old,
    sequence,
    to,
    cursors,
  }: { old: Sequence; sequence: Sequence; to: number; cursors: readonly number[] },
  { versions }: Parts,
  now: Instant,
): VersionMove {
  const { no, epoch, last, countsFrom, timezone, attributes, ...standing } = enrollment;
  const cursor = cursors[enrollment.cursor] ?? sequence.steps.length;
  const waits = old.steps.find(({ key }) => key === last?.step)?.type === 'wait';
  const mover = {
    ...{
      dueAt: standing.dueAt,
      wake: standing.wake,
      lastEmailAt: standing.lastEmailAt,
      enrolledAt: countsFrom,
    },
    contact: { timezone, attributes },
    last: last && { ...last, waits },
  };
  return {
    no,
    epoch,
    cursor,
    ...dueAfterMove(sequence, cursor, mover, versions.steps.types),
    event: eventOf(enrollment, to, now),
  };
}

/** Said of the version that is left: there the enrollment is seen up to here, and no longer. */
function eventOf({ epoch, no, id, ...subject }: MovableEnrollment, to: number, now: Instant) {
  // By the epoch, since an enrollment may move again.
  const name = eventId(id, `migrated:${epoch}`);
  const about = { ...subject, enrollmentId: id, enrollmentNo: no };
  const draft = { type: 'migrated', properties: { to } } as const;
  const event = loggedEvent(name, draft, { occurredAt: now, receivedAt: now }, about, null);
  return { eventId: name, body: JSON.stringify(event) };
}
