import type { FastifyRequest } from 'fastify';

/** Programs that follow links and load pictures for a reader who may never look: scanners of mail servers, crawlers. */
const SCANNER =
  /\b(barracuda|proofpoint|mimecast|safelinks|trend ?micro|messagelabs)\b|bot\b|crawler|spider/i;

/** Why a visit was not a reader's own; null where nothing says so. */
export function machineReason({ headers }: Pick<FastifyRequest, 'headers'>): string | null {
  const purpose = `${headers['sec-purpose'] ?? ''} ${headers.purpose ?? ''} ${headers['x-moz'] ?? ''}`;
  if (/prefetch|prerender|preview/i.test(purpose)) return 'prefetch';
  const agent = headers['user-agent'] ?? '';
  // What Apple's mail privacy loads pictures with, whether the mail is opened or not.
  if (agent === 'Mozilla/5.0') return 'privacy-proxy';
  return SCANNER.test(agent) ? 'scanner' : null;
}
