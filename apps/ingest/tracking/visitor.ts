import type { FastifyRequest } from 'fastify';
import { machineAgent } from '#intake';

/** Why a visit was not a reader's own; null where nothing says so. */
export function machineReason({ headers }: Pick<FastifyRequest, 'headers'>): string | null {
  const purpose = `${headers['sec-purpose'] ?? ''} ${headers.purpose ?? ''} ${headers['x-moz'] ?? ''}`;
  if (/prefetch|prerender|preview/i.test(purpose)) return 'prefetch';
  return machineAgent(headers['user-agent'] ?? '');
}
