import { z } from 'zod';
import { DomainError, type Instant } from '#engine';
import { type Engine, exitAll } from '#runtime';
import { changeState, countLive, findSequence } from '#storage';
import { LIFECYCLE } from './lifecycle.ts';
import { sequenceNotFound } from './sequence-not-found.ts';

export const archiving = z
  .strictObject({
    enrollments: z
      .enum(['finish', 'exit'])
      .optional()
      .describe('what becomes of who is under way: they go on to their end, or they end now'),
  })
  .default({});

export const archiveAnswer = z.object({
  key: z.string(),
  state: z.literal('archived'),
  underWay: z.int().describe('who goes on to the end'),
  exited: z.int(),
});

/**
 * Takes a sequence out of use: nobody enters it any more. Where people are under way the caller must say what becomes of
 * them. The state is changed first, so that nobody comes in behind those who are ended.
 */
export async function archive(
  engine: Pick<Engine, 'sql' | 'batch'>,
  call: { workspaceId: number; key: string; enrollments: 'finish' | 'exit' | null; now: Instant },
): Promise<z.infer<typeof archiveAnswer>> {
  const { workspaceId, key, enrollments, now } = call;
  const { sql } = engine;
  const sequence = await findSequence(sql, workspaceId, key);
  if (sequence === null) throw sequenceNotFound(key);
  const live = await countLive(sql, sequence.id);
  if (live > 0 && enrollments === null) throw inUse(key, live);
  await changeState(sql, workspaceId, key, LIFECYCLE.archive);
  const exited =
    enrollments === 'exit' ? await exitAll(engine, { sequenceId: sequence.id, reason: 'archived', now }) : 0;
  return { key, state: 'archived', underWay: await countLive(sql, sequence.id), exited };
}

function inUse(key: string, live: number): DomainError {
  return new DomainError({
    code: 'sequence-in-use',
    field: 'enrollments',
    detail: `enrollments: ${live} ${live === 1 ? 'contact is' : 'contacts are'} under way in "${key}".`,
    fix: 'Send { "enrollments": "finish" } to let them go on to their end, or { "enrollments": "exit" } to end them now.',
  });
}
