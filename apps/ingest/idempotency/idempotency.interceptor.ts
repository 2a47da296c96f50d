import { createHash } from 'node:crypto';
import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { DomainError } from '#engine';
import { type AnswerKey, type Begun, beginAnswer, keepAnswer, releaseAnswer, type Sql } from '#storage';
import type { AdmittedRequest } from '../access/caller.ts';
import { SQL } from '../provided.ts';
import { Upload } from '../upload/upload.ts';

const MUTATIONS = ['POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Makes a call that carries an Idempotency-Key happen once: whoever repeats it gets the first answer, byte for byte.
 * A call that failed gives its key back. The day an answer is kept is one of the wall clock, in a sandbox too:
 * it is about retries, not about the domain.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(@Inject(SQL) private readonly sql: Sql) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest & AdmittedRequest>();
    const key = request.headers['idempotency-key'];
    if (key === undefined || !request.caller || !MUTATIONS.includes(request.method)) return next.handle();
    const of: AnswerKey = {
      workspaceId: request.caller.workspaceId,
      method: request.method,
      path: request.url.split('?')[0] ?? '',
      key: readKey(key),
    };
    return from(this.answerOnce(of, request, http.getResponse<FastifyReply>(), next));
  }

  private async answerOnce(
    of: AnswerKey,
    request: FastifyRequest,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<string> {
    const begun = await beginAnswer(this.sql, { now: Date.now() }, of, await hashCall(request));
    void reply.type('application/json; charset=utf-8');
    if (begun.kind === 'answered') {
      void reply.status(begun.status).header('idempotency-replayed', 'true');
      return begun.answer;
    }
    if (begun.kind !== 'begun') throw refuse(begun.kind);
    try {
      const answer = JSON.stringify(await lastValueFrom(next.handle()));
      await keepAnswer(this.sql, of, reply.statusCode, answer);
      return answer;
    } catch (error) {
      await releaseAnswer(this.sql, of);
      throw error;
    }
  }
}

function readKey(header: string | string[]): string {
  if (typeof header === 'string' && /^[\x21-\x7e]{1,255}$/.test(header)) return header;
  throw new DomainError({
    code: 'idempotency-key-invalid',
    detail: 'The Idempotency-Key is not 1 to 255 visible ASCII characters.',
    fix: 'Send a fresh UUID for each call, and the same one when the call is repeated.',
  });
}

/** What makes a call another one: its body, and what its address asks for beyond the path. */
async function hashCall({ body, url }: FastifyRequest): Promise<Buffer> {
  const hash = createHash('sha256');
  hash.update(body instanceof Upload ? (await body.receive()).sha256 : (JSON.stringify(body) ?? ''));
  const query = url.indexOf('?');
  return hash.update(query < 0 ? '' : url.slice(query)).digest();
}

function refuse(kind: Exclude<Begun['kind'], 'begun' | 'answered'>): DomainError {
  return kind === 'running'
    ? new DomainError({
        code: 'idempotency-running',
        detail: 'The first call with this Idempotency-Key is still running.',
        fix: 'Repeat the call after the seconds in Retry-After.',
      })
    : new DomainError({
        code: 'idempotency-mismatch',
        detail: 'This Idempotency-Key was used within the last day for a call with another body.',
        fix: 'Send a fresh key with a new call; repeat a call with the body it had.',
      });
}
