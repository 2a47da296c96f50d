import { DomainError, type Instant, iso } from '#engine';
import { collect, type Engine } from '#runtime';
import { findTask, type Sql, type StoredTask } from '#storage';
import { stepOf } from './task-answer.ts';
import type { Closing } from './task-bodies.ts';

const CLOSED_AS = { 'task-completed': 'done', 'task-skipped': 'skipped' } as const;

/**
 * Closes a task by the same path as an event from outside, under an id of its own, so that twice is once. Saying the
 * same again answers the same; saying something else of a task that is closed is refused.
 */
export async function closeTask(
  engine: Engine,
  of: {
    readonly workspaceId: number;
    readonly id: string;
    readonly type: keyof typeof CLOSED_AS;
    readonly closing: Closing;
    readonly now: Instant;
  },
): Promise<StoredTask> {
  const { workspaceId, id, type, closing, now } = of;
  const task = await requireTask(engine.sql, workspaceId, id);
  if (task.state === 'open') {
    if (type === 'task-completed') await requireOutcome(engine, task, closing);
    const event = {
      ...{ eventId: `${id}:${type}`, type, touch: id, occurredAt: iso(now) },
      properties: Object.fromEntries(Object.entries(closing).filter(([, value]) => value !== undefined)),
    };
    const { rejected } = await collect(engine, { workspaceId, source: 'tasks', events: [event], now });
    // Here it stands in the body itself, and not among the properties of an event.
    for (const { detail, fix } of rejected) throw outcomeInvalid(detail.replace(/^properties\./, ''), fix);
  }
  const after = await requireTask(engine.sql, workspaceId, id);
  // Somebody else may have closed it otherwise, before or in between.
  if (after.state !== CLOSED_AS[type] || !says(after, closing)) throw taskClosed(after);
  return after;
}

/** A task by its id, or a refusal. */
export async function requireTask(sql: Sql, workspaceId: number, id: string): Promise<StoredTask> {
  const task = await findTask(sql, workspaceId, id);
  if (task) return task;
  throw new DomainError({
    code: 'task-not-found',
    field: 'id',
    detail: `There is no task "${id}".`,
    fix: 'GET /v1/tasks lists those there are.',
  });
}

export function taskClosed(task: StoredTask): DomainError {
  const said = task.outcome ?? task.reason;
  return new DomainError({
    code: 'task-closed',
    detail: `The task "${task.id}" is ${task.state}${said === null ? '' : ` (${said})`} already.`,
    fix: 'Only an open task can be completed, skipped or assigned; GET /v1/tasks lists them.',
  });
}

/** Whoever lists the outcomes of a task wants one of them. */
async function requireOutcome({ versions }: Engine, task: StoredTask, { outcome }: Closing): Promise<void> {
  const { outcomes } = stepOf(await versions.get(task.sequenceId, task.version), task.step) ?? {};
  if (outcomes === undefined || outcome !== undefined) return;
  throw outcomeInvalid(
    `outcome: the step "${task.step}" asks what came of it.`,
    `Give one of: ${outcomes.join(', ')}.`,
  );
}

function outcomeInvalid(detail: string, fix: string): DomainError {
  return new DomainError({ code: 'outcome-invalid', field: 'outcome', detail, fix });
}

/** What is not said again agrees with anything. */
function says(task: StoredTask, closing: Closing): boolean {
  const pairs = [
    [closing.outcome, task.outcome],
    [closing.reason, task.reason],
    [closing.note, task.note],
  ] as const;
  return pairs.every(([now, before]) => now === undefined || now === before);
}
