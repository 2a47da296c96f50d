import { type CallToStore, readWorkspace, type Sql, storeCalls } from '#storage';
import type { Delivery } from '../delivery.ts';
import type { Answer } from '../group-commit.ts';
import { type Asked, readCall } from '../read-call.ts';

/**
 * Checks the events of calls to one workspace and stores the calls, to act later; answers each for itself. What only
 * their touches could tell of them is not asked yet.
 */
export async function storeAll(
  sql: Sql,
  workspaceId: number,
  deliveries: readonly Delivery[],
): Promise<Answer[]> {
  const workspace = await readWorkspace(sql, workspaceId);
  const read = deliveries.map((delivery) => readCall(delivery, workspace));
  const calls = read.flatMap((one): CallToStore[] =>
    'questions' in one && one.questions.length > 0 ? [toStore(one.call.delivery, one.questions)] : [],
  );
  // The first of an id is the event, whatever the others say.
  const fresh = new Set(await storeCalls(sql, workspaceId, calls));
  return read.map((one) => {
    if ('error' in one) return one;
    const accepted = one.questions.filter(({ eventId }) => fresh.delete(eventId)).length;
    return {
      collected: { accepted, duplicates: one.questions.length - accepted, rejected: one.call.rejected },
    };
  });
}

function toStore(
  { source, now, events }: Delivery,
  questions: readonly Pick<Asked, 'index' | 'eventId'>[],
): CallToStore {
  return {
    source,
    cameAt: now,
    ids: questions.map(({ eventId }) => eventId),
    events: JSON.stringify(
      questions.length === events.length ? events : questions.map(({ index }) => events[index]),
    ),
  };
}
