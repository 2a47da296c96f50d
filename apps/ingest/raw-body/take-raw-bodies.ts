import { errorCodes, type FastifyInstance } from 'fastify';
import { Admission } from '../collect/admission.ts';
import { rawBodyLimit } from './raw-body.ts';

const BYTES = 'application/octet-stream';
const MB = 1024 * 1024;

/** What may be on its way to all routes of one limit: who calls is known only when a body is there. */
const boundsOf = (longest: number) => ({
  ...{ calls: 1_000, bytes: Math.max(64 * MB, 4 * longest), longest },
  code: 'too-busy' as const,
});

/** Lets bodies in as bytes on the routes that ask for it: there, every body is told to be nothing but bytes. */
export function takeRawBodies(server: Pick<FastifyInstance, 'addContentTypeParser' | 'addHook'>): void {
  const admissions = new Map<number, Admission>();
  server.addHook('onRoute', (route) => {
    const limit = rawBodyLimit(route.config);
    if (limit === undefined) return;
    const admission = admissions.get(limit) ?? new Admission(boundsOf(limit));
    admissions.set(limit, admission);
    route.bodyLimit = limit;
    route.onRequest = admission.onRequest;
  });
  server.addHook('onRequest', (request, _reply, done) => {
    if (rawBodyLimit(request.routeOptions.config) !== undefined) request.headers = { 'content-type': BYTES };
    done();
  });
  server.addContentTypeParser(BYTES, { parseAs: 'buffer' }, (request, body, done) => {
    if (rawBodyLimit(request.routeOptions.config) !== undefined) done(null, body);
    else done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(request.headers['content-type']));
  });
}
