import { errorCodes, type FastifyInstance } from 'fastify';
import { rawBodyLimit } from './raw-body.ts';

const BYTES = 'application/octet-stream';

/** Lets bodies in as bytes on the routes that ask for it: there, every body is told to be nothing but bytes. */
export function takeRawBodies(server: Pick<FastifyInstance, 'addContentTypeParser' | 'addHook'>): void {
  server.addHook('onRoute', (route) => {
    const limit = rawBodyLimit(route.config);
    if (limit !== undefined) route.bodyLimit = limit;
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
