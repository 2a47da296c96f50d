import type { Decision } from './decision.ts';
import { type Enrollment, MOST_TIMES } from './enrollment.ts';
import { type Arrival, sightingKey } from './react.ts';
import type { Instant } from './sequence.ts';

/** The enrollment after a decision taken at `now`. A send counts as sent there and then. */
export function evolve(enrollment: Enrollment, { visit, events, next }: Decision, now: Instant): Enrollment {
  const arms = events.flatMap(({ assignment }) =>
    assignment === undefined ? [] : [[assignment.experiment, assignment.chosen]],
  );
  const moved: Enrollment = {
    ...enrollment,
    cursor: next.state === 'active' ? next.cursor : (visit?.position ?? enrollment.cursor),
    wake: next.state === 'active' ? next.wake : null,
    arms: { ...enrollment.arms, ...Object.fromEntries(arms) },
  };
  if (visit === null) return moved;
  const visited = { ...moved, visit: visit.visit };
  switch (visit.effect.kind) {
    case 'send':
      return { ...visited, lastEmailAt: now, sentAt: { ...enrollment.sentAt, [visit.step]: now } };
    case 'task':
      return { ...visited, openTasks: [...enrollment.openTasks, visit.visit] };
    case 'action':
    case 'none':
      return visited;
  }
}

/** The enrollment after an event from outside: what has been seen, what was sent or done when, which tasks are open. */
export function observe(enrollment: Enrollment, event: Arrival): Enrollment {
  const kind = sightingKey(event);
  if (kind === null) return enrollment;
  const { step, occurredAt } = event;
  const here = enrollment.seen[step] ?? {};
  const before = here[kind] ?? { first: occurredAt, last: occurredAt, count: 0, times: [] };
  const sighting = {
    first: Math.min(before.first, occurredAt),
    last: Math.max(before.last, occurredAt),
    count: before.count + 1,
    times: [...before.times, occurredAt].sort((left, right) => left - right).slice(-MOST_TIMES),
  };
  const closes = event.type === 'task-completed' || event.type === 'task-skipped';
  const does = event.type === 'sent' || event.type === 'task-completed';
  return {
    ...enrollment,
    seen: { ...enrollment.seen, [step]: { ...here, [kind]: sighting } },
    openTasks: closes ? enrollment.openTasks.filter((visit) => visit !== event.visit) : enrollment.openTasks,
    sentAt: does ? { ...enrollment.sentAt, [step]: occurredAt } : enrollment.sentAt,
  };
}
