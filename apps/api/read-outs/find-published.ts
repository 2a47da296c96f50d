import { DomainError } from '#engine';
import { findSequence, findVersion, type StoredVersion } from '#storage';
import { sequenceNotFound } from '../sequences/sequence-not-found.ts';
import type { Sources } from './sources.ts';

/** The version of a sequence to read: the latest where none is named. Refuses what there is not. */
export async function findPublished(
  { sql, workspace }: Sources,
  key: string,
  version: number | undefined,
): Promise<StoredVersion> {
  const found = await findVersion(sql, workspace.id, key, version ?? null);
  if (found !== null) return found;
  const sequence = await findSequence(sql, workspace.id, key);
  if (sequence === null) throw sequenceNotFound(key);
  if (sequence.latestVersion === null) {
    throw new DomainError({
      code: 'sequence-not-published',
      detail: `The sequence "${key}" was never published, so there is nothing to read.`,
      fix: `POST /v1/sequences/${key}/publish publishes its draft.`,
    });
  }
  throw new DomainError({
    code: 'sequence-not-found',
    field: 'version',
    detail: `The sequence "${key}" has no version ${version}.`,
    fix: `Its latest version is ${sequence.latestVersion}; without a version that one is read.`,
  });
}
