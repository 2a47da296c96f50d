import { compileTemplate, iso, type Sequence, templateContext } from '#engine';
import type { StoredTask } from '#storage';
import { z } from 'zod';

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
  autoSkipAt: z.iso.datetime().nullable(),
  closedAt: z.iso.datetime().nullable(),
});

/** A task as it is read; its title is rendered for its contact, and stands as it was written where that fails. */
export function showTask(task: StoredTask, sequence: Sequence): z.infer<typeof taskAnswer> {
  const step = sequence.steps.find((candidate) => candidate.key === task.step);
  const written = step?.type === 'task' ? step.title : task.step;
  const { id, email, timezone, attributes } = task.contact;
  return {
    id: task.id,
    state: task.state,
    sequence: task.sequence,
    step: task.step,
    channel: step?.type === 'task' ? step.channel : null,
    title: render(written, task),
    enrollmentId: task.enrollmentId,
    contact: { ...attributes, id, email, timezone },
    openedAt: iso(task.openedAt),
    autoSkipAt: task.autoSkipAt === null ? null : iso(task.autoSkipAt),
    closedAt: task.closedAt === null ? null : iso(task.closedAt),
  };
}

function render(written: string, task: StoredTask): string {
  const template = compileTemplate(written);
  const rendered = template.ok ? template.render(templateContext(task.contact)) : null;
  return rendered?.ok ? rendered.text : written;
}
