import { DomainError, type Instant, type Sequence, type StepTypes } from '#engine';
import {
  countArms,
  countStanding,
  findSavedSequence,
  findVersion,
  publishSequence,
  type Sql,
} from '#storage';
import { requireMailboxes } from '../mailboxes/require-mailboxes.ts';
import { changesBetween } from '../versions/changes.ts';
import { wrongState } from './lifecycle.ts';
import { wrongTargets } from './move-targets.ts';
import { contentExperiments, removedSteps } from './publication.ts';
import { readSequenceFile, requireSequence, sequenceInvalid } from './sequence-file.ts';
import { sequenceNotFound } from './sequence-not-found.ts';

/** Publishes the draft of a sequence and answers what that changed. */
export async function publish(
  sql: Sql,
  of: {
    workspaceId: number;
    key: string;
    now: Instant;
    types?: StepTypes;
    /** Looks at what is to be published before it is, and refuses it by throwing. */
    check?: (definition: Sequence) => Promise<unknown>;
  },
) {
  const { workspaceId, key, now } = of;
  const saved = await findSavedSequence(sql, workspaceId, key);
  if (!saved) throw sequenceNotFound(key);
  if (saved.state === 'archived') throw wrongState(key, 'publish', saved.state);
  // The rules may have become stricter since it was saved.
  const { sequence: definition } = requireSequence(readSequenceFile(saved.draft, key, of.types), key);
  const wrong = await wrongTargets(sql, workspaceId, definition);
  if (wrong.length > 0) throw sequenceInvalid(wrong, 'published');
  await requireMailboxes(sql, workspaceId, definition);
  await of.check?.(definition);
  const experiments = contentExperiments(definition);
  const { draftTag } = saved;
  const published = await publishSequence(
    sql,
    { now },
    { workspaceId, key, draftTag, definition, experiments },
  );
  if (!published) throw draftChanged(key);
  const before = published.previous;
  const previous = before === null ? null : await findVersion(sql, workspaceId, key, before);
  const standing = await countStanding(sql, published.sequenceId);
  const arms = await countArms(sql, published.sequenceId);
  return {
    key,
    state: published.state,
    version: published.version,
    unchanged: !published.isNew,
    experiments: experiments.map((experiment) => experiment.key),
    removedSteps: removedSteps(previous?.definition ?? null, definition, standing),
    changes: previous && changesBetween(previous, definition, { standing, arms }),
  };
}

function draftChanged(key: string): DomainError {
  return new DomainError({
    code: 'draft-changed',
    detail: `The draft of "${key}" was saved by somebody else at this moment. Nothing was published.`,
    fix: 'Read the draft again, and publish it if it is what you want.',
  });
}
