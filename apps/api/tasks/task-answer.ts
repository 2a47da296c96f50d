import { z } from 'zod';
import { type Instant, iso, type Sequence, type TaskStep } from '#engine';
import type { Renderer } from '#runtime';
import type { StoredTask } from '#storage';

export const taskStates = z.enum(['open', 'done', 'skipped', 'closed']);

export const taskAnswer = z.object({
  id: z.uuid(),
  state: taskStates,
  sequence: z.string(),
  step: z.string(),
  channel: z.string().nullable(),
  title: z.string(),
  enrollmentId: z.uuid(),
  contact: z.looseObject({ id: z.string(), email: z.string().nullable(), timezone: z.string().nullable() }),
  openedAt: z.iso.datetime(),
  assignee: z.string().nullable(),
  dueAt: z.iso.datetime().nullable(),
  overdue: z.boolean().describe('open, and its due time is over'),
  autoSkipAt: z.iso.datetime().nullable(),
  closedAt: z.iso.datetime().nullable(),
  outcomes: z.array(z.string()).nullable().describe('what it can come to; null: anything'),
  outcome: z.string().nullable(),
  reason: z.string().nullable(),
  note: z.string().nullable(),
});

/** Tasks as they are read. A title is rendered for its contact, and stands as it was written where that fails. */
export async function showTasks(
  renderer: Renderer,
  tasks: readonly (StoredTask & { definition: Sequence })[],
  now: Instant,
): Promise<z.infer<typeof taskAnswer>[]> {
  const steps = tasks.map((task) => stepOf(task.definition, task.step));
  // A title is one line, as a subject is.
  const letters = tasks.map(({ contact }, i) => ({
    template: { subject: steps[i]?.title ?? '', body: '' },
    contact,
  }));
  const titles = tasks.length === 0 ? [] : await renderer.render(letters);
  return tasks.map((task, i) => {
    const [step, title] = [steps[i], titles[i]];
    const { id, email, timezone, attributes } = task.contact;
    return {
      id: task.id,
      state: task.state,
      sequence: task.sequence,
      step: task.step,
      channel: step?.channel ?? null,
      title: title?.ok ? title.subject : (step?.title ?? ''),
      enrollmentId: task.enrollmentId,
      contact: { ...attributes, id, email, timezone },
      openedAt: iso(task.openedAt),
      assignee: task.assignee,
      dueAt: task.dueAt === null ? null : iso(task.dueAt),
      overdue: task.state === 'open' && task.dueAt !== null && task.dueAt < now,
      autoSkipAt: task.autoSkipAt === null ? null : iso(task.autoSkipAt),
      closedAt: task.closedAt === null ? null : iso(task.closedAt),
      outcomes: step?.outcomes === undefined ? null : [...step.outcomes],
      outcome: task.outcome,
      reason: task.reason,
      note: task.note,
    };
  });
}

/** The step of a version that a task is of. */
export function stepOf(definition: Sequence, key: string): TaskStep | undefined {
  return definition.steps.find((step): step is TaskStep => step.key === key && step.type === 'task');
}
