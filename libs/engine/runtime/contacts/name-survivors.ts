import { findContacts, type Query } from '#storage';
import type { Question } from '../delivery.ts';

/** Events that name a contact by an id which was merged into another one are about the one that goes on. */
export async function nameSurvivors<Q extends Question>(
  sql: Query,
  workspaceId: number,
  questions: readonly Q[],
): Promise<readonly Q[]> {
  const named = questions.flatMap(({ event }) => event.contact ?? []);
  if (named.length === 0) return questions;
  const known = await findContacts(sql, workspaceId, named);
  return questions.map((question) => {
    const survivor = known.get(question.event.contact ?? '')?.id;
    return survivor === undefined || survivor === question.event.contact
      ? question
      : { ...question, event: { ...question.event, contact: survivor } };
  });
}
