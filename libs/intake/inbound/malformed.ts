import { DomainError } from '#engine';

/** A post that holds no mail, or not in the form its provider sends. */
export function malformed(provider: string, reason: string, fix?: string): DomainError {
  return new DomainError({
    code: 'inbound-malformed',
    detail: `This is no mail as ${provider} hands it over: ${reason}.`,
    fix: fix ?? 'Point the inbound route of the provider at this address; docs/inbound.md says how.',
  });
}
