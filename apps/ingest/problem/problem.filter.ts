import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OWN_ROLES } from '../provided.ts';
import { ROLES, type Role } from '../settings.ts';
import { PROBLEM_MEDIA_TYPE, type Problem, problem } from './problem.ts';
import { problemOf } from './problem-of.ts';
import { RouteTable } from './route-table.ts';

/** What is over in a moment. */
const AGAIN_SOON: ReadonlySet<string> = new Set(['idempotency-running', 'too-many-calls']);
/** In how many seconds a store may be back. */
const AWAY_S = '5';

/** Answers every error as problem+json. One that nobody foresaw is logged, and its text stays inside. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  constructor(
    @Inject(RouteTable) private readonly routes: RouteTable,
    @Inject(OWN_ROLES) private readonly roles: readonly Role[],
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const answer = this.answerFor(error, request, reply);
    if (answer.status >= 500) {
      const stack = error instanceof Error ? error.stack : String(error);
      this.logger.error(`${request.method} ${request.url.split('?')[0]} failed`, stack);
    }
    void reply.code(answer.status).header('content-type', PROBLEM_MEDIA_TYPE).send(JSON.stringify(answer));
  }

  private answerFor(error: unknown, request: FastifyRequest, reply: FastifyReply): Problem {
    const found = problemOf(error);
    if (found?.code === 'route-unknown') {
      const allowed = this.routes.methodsAt(request.url);
      if (allowed.length > 0 && !allowed.includes(request.method)) {
        void reply.header('allow', allowed.join(', '));
        return problem(405, 'method-not-allowed', {
          detail: `${request.method} is not for this address.`,
          fix: `Use ${allowed.join(' or ')}.`,
        });
      }
      if (this.roles.length < ROLES.length) {
        return problem(404, 'route-unknown', {
          detail: `There is nothing at this address of a process with the roles ${this.roles.join(', ')}.`,
          fix: 'Events, Segment’s calls, webhooks, mail and links go to a process with the role collect, all else to one with the role api.',
        });
      }
    }
    if (found?.status === 401) void reply.header('www-authenticate', 'Bearer realm="crest"');
    if (found !== null && AGAIN_SOON.has(found.code) && !reply.hasHeader('retry-after'))
      void reply.header('retry-after', '1');
    if (found?.status === 503) void reply.header('retry-after', AWAY_S);
    return (
      found ??
      problem(500, 'internal', {
        detail: 'Crest failed at this call. The reason is in its log.',
        fix: 'Try again; if it fails again, look at what the process printed.',
      })
    );
  }
}
