import type { Instant } from '#engine';
import { overdueTasks } from '#storage';
import { collect } from './collect.ts';
import type { Engine } from './engine.ts';

/** Skips tasks that have waited as long as they may, through the same path as any outside event. Answers how many. */
export async function skipOverdueTasks(engine: Engine, now: Instant): Promise<number> {
  const overdue = await overdueTasks(engine.sql, { now, limit: engine.batch });
  for (const workspaceId of new Set(overdue.map((task) => task.workspaceId))) {
    const events = overdue
      .filter((task) => task.workspaceId === workspaceId)
      .map((task) => ({
        eventId: `${task.intentId}:auto-skipped`,
        type: 'task-skipped',
        touch: task.intentId,
        occurredAt: new Date(task.skipAt).toISOString(),
        properties: { reason: 'auto-skipped' },
      }));
    await collect(engine, { workspaceId, source: 'engine', events, now, patient: true });
  }
  return overdue.length;
}
