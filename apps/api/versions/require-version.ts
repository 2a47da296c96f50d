import { DomainError } from '#engine';
import { findSequence, findVersion, type SequenceRow, type Sql, type StoredVersion } from '#storage';
import { sequenceNotFound } from '../sequences/sequence-not-found.ts';

/** A sequence that was published, with the number of its latest version. */
export type PublishedSequence = SequenceRow & { readonly latestVersion: number };

/** A sequence that has versions, or the refusal that says what is missing. */
export async function requirePublished(
  sql: Sql,
  workspaceId: number,
  key: string,
): Promise<PublishedSequence> {
  const sequence = await findSequence(sql, workspaceId, key);
  if (sequence === null) throw sequenceNotFound(key);
  const { latestVersion } = sequence;
  if (latestVersion !== null) return { ...sequence, latestVersion };
  throw new DomainError({
    code: 'sequence-not-published',
    detail: `The sequence "${key}" was never published, so it has no versions.`,
    fix: `POST /v1/sequences/${key}/publish publishes its draft.`,
  });
}

/** A version of a sequence; `field` is where the call names it. */
export async function requireVersion(
  sql: Sql,
  workspaceId: number,
  { key, latestVersion }: PublishedSequence,
  { version, field }: { version: number; field: string },
): Promise<StoredVersion> {
  const found = await findVersion(sql, workspaceId, key, version);
  if (found !== null) return found;
  throw new DomainError({
    code: 'version-not-found',
    field,
    detail: `${field}: the sequence "${key}" has no version ${version}.`,
    fix: `Its latest is version ${latestVersion}; GET /v1/sequences/${key}/versions lists them.`,
  });
}
