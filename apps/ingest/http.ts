import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '#engine';
import { PROBLEM_MEDIA_TYPE } from './problem/problem.ts';
import { problemOf } from './problem/problem-of.ts';
import { RouteTable } from './problem/route-table.ts';

const BODY_LIMIT = 1024 * 1024;
/** Events come in batches. */
const EVENTS_BODY_LIMIT = 5 * BODY_LIMIT;

/** The HTTP server of a Crest process before it has routes: what it reads, how much, and what every answer carries. */
export function createHttp(): { adapter: FastifyAdapter; routes: RouteTable } {
  const routes = new RouteTable();
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
    // An address that cannot be decoded fails before any route, and so before the filter.
    frameworkErrors: (error: Error, _request: FastifyRequest, reply: FastifyReply) => {
      const answer = problemOf(error);
      void reply
        .code(answer?.status ?? 500)
        .header('content-type', PROBLEM_MEDIA_TYPE)
        .send(JSON.stringify(answer));
    },
  });
  const server = adapter.getInstance();
  server.addHook('onRoute', (route) => {
    routes.add(route.method, route.url);
    if (route.url === '/v1/events') route.bodyLimit = EVENTS_BODY_LIMIT;
  });
  server.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer');
    if (request.url.startsWith('/v1/')) void reply.header('cache-control', 'no-store');
    done();
  });
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    // Clients name the type on a call without a body, too.
    if (body.length === 0) done(null, undefined);
    else parseJson(request, String(body), (error, value) => done(error && malformed(String(body)), value));
  });
  for (const type of ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml']) {
    server.addContentTypeParser(type, { parseAs: 'string' }, (_request, body, done) => done(null, body));
  }
  return { adapter, routes };
}

/** Says where a body stops being JSON. What parses and is still refused names `__proto__` or `constructor.prototype`. */
function malformed(text: string): DomainError {
  let reason = 'it names __proto__ or constructor.prototype, which no object here may';
  try {
    JSON.parse(text);
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error);
  }
  return new DomainError({
    code: 'json-malformed',
    detail: `The body is not JSON that can be taken: ${reason}.`,
    fix: 'Correct the body; a JSON parser shows the place.',
  });
}
