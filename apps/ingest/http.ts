import { FastifyAdapter } from '@nestjs/platform-fastify';
import { errorCodes, type FastifyReply, type FastifyRequest } from 'fastify';
import { DomainError, holdsInfinity, nestsDeeper } from '#engine';
import { Admission } from './collect/admission.ts';
import { compressed, DEEPEST, malformed, notUtf8, tooDeep, tooLarge, utf8Of } from './json-body.ts';
import { PROBLEM_MEDIA_TYPE } from './problem/problem.ts';
import { problemOf } from './problem/problem-of.ts';
import { RouteTable } from './problem/route-table.ts';
import { answerUnreadable } from './problem/unreadable-request.ts';
import { takeRawBodies } from './raw-body/take-raw-bodies.ts';
import { openToBrowsers } from './segment/open-to-browsers.ts';
import { segmentUrl } from './segment/segment-url.ts';
import { takeUploads } from './upload/take-uploads.ts';

const BODY_LIMIT = 1024 * 1024;
/** Events come in batches. */
const EVENTS_BODY_LIMIT = 5 * BODY_LIMIT;
/** 100 MB, the largest file that is taken, come in within that by 3 Mbit/s. */
const REQUEST_TIMEOUT_MS = 5 * 60_000;
const UNSUBSCRIBE_ROUTE = '/u/:token';
/** What may be a number beyond all that can be held, so that its body is looked through. */
const HUGE = /\d[eE]\+?\d{3}|\d{300}/;

/** The HTTP server of a Crest process before it has routes: what it reads, how much, and what every answer carries. */
export function createHttp(): { adapter: FastifyAdapter; routes: RouteTable } {
  const routes = new RouteTable();
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: 'idle',
    // Fastify waits for ever; what never comes whole would hold its place among what is on its way.
    requestTimeout: REQUEST_TIMEOUT_MS,
    clientErrorHandler: answerUnreadable,
    rewriteUrl: ({ url = '/' }) => segmentUrl(url),
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
  const admission = new Admission({ calls: 1_000, bytes: 64 * BODY_LIMIT, longest: EVENTS_BODY_LIMIT });
  server.addHook('onRoute', (route) => {
    routes.add(route.method, route.url);
    if (route.url !== '/v1/events') return;
    route.bodyLimit = EVENTS_BODY_LIMIT;
    route.onRequest = admission.onRequest;
  });
  server.addHook('onRequest', (request, reply, done) => {
    void reply
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'no-referrer')
      // A page on another port of this machine sends the cookie along, but may not load what is answered.
      .header('cross-origin-resource-policy', 'same-origin');
    if (request.url.startsWith('/v1/')) void reply.header('cache-control', 'no-store');
    // No key, id or cursor holds a NUL, and PostgreSQL fails at one.
    done(request.url.includes('%00') ? addressHoldsNul() : undefined);
  });
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    // Clients name the type on a call without a body, too.
    if (body.length === 0) return done(null, undefined);
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity') return done(compressed(encoding));
    const text = utf8Of(request.headers['content-type'] ?? '', body);
    if (text === null) return done(notUtf8());
    parseJson(request, text, (error, value) => {
      if (error) done(malformed(text));
      else if (nestsDeeper(value, DEEPEST)) done(tooDeep());
      else if (HUGE.test(text) && holdsInfinity(value)) done(tooLarge());
      else done(null, value);
    });
  });
  for (const type of ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml']) {
    server.addContentTypeParser(type, { parseAs: 'buffer' }, (request, body: Buffer, done) => {
      const text = utf8Of(request.headers['content-type'] ?? '', body);
      done(text === null ? notUtf8() : null, text ?? undefined);
    });
  }
  takeUploads(server);
  takeRawBodies(server);
  openToBrowsers(server);
  // Mail programs post a form of one kind or another to unsubscribe. What matters is that they post.
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (request, _body: Buffer, done) => {
    if (request.routeOptions.url === UNSUBSCRIBE_ROUTE) done(null, undefined);
    else done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(request.headers['content-type']));
  });
  return { adapter, routes };
}

function addressHoldsNul(): DomainError {
  return new DomainError({
    code: 'address-invalid',
    detail: 'The address holds a NUL (%00), which no key, id or cursor has.',
    fix: 'Check what was put into the address.',
  });
}
