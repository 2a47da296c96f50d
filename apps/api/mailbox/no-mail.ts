import { z } from 'zod';
import { DomainError } from '#engine';

export const mailId = z.uuid();

export function noMail(id: string): DomainError {
  return new DomainError({
    code: 'mail-not-found',
    field: 'id',
    detail: `There is no captured mail "${id}".`,
    fix: 'GET /v1/mailbox lists those there are.',
  });
}
