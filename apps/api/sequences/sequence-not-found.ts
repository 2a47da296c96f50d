import { DomainError } from '#engine';

export function sequenceNotFound(key: string): DomainError {
  return new DomainError({
    code: 'sequence-not-found',
    field: 'key',
    detail: `There is no sequence "${key}".`,
    fix: 'GET /v1/sequences lists those there are.',
  });
}
