import type { FastifyInstance } from 'fastify';
import { isSegmentUrl } from './segment-url.ts';

const DAY_S = 86_400;

/**
 * Lets the pages of any site make calls: its visitors send them straight from the browser, with a key that may only send.
 * No cookie is asked for, so nothing is done in the name of whoever is signed in here.
 */
export function openToBrowsers(server: Pick<FastifyInstance, 'addHook'>): void {
  server.addHook('onRequest', (request, reply, done) => {
    if (!isSegmentUrl(request.url)) return done();
    void reply
      .header('access-control-allow-origin', '*')
      .header('access-control-expose-headers', 'retry-after')
      .header('cross-origin-resource-policy', 'cross-origin');
    if (request.method !== 'OPTIONS') return done();
    const asked = request.headers['access-control-request-headers'];
    void reply
      .code(204)
      .header('access-control-allow-methods', 'POST')
      .header('access-control-allow-headers', asked ?? 'authorization, content-type')
      .header('access-control-max-age', String(DAY_S))
      .send();
  });
}
