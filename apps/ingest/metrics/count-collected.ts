import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Observable, tap } from 'rxjs';
import { z } from 'zod';
import { Metrics } from './metrics.ts';

/** What every door for events answers, whatever else it says. */
const collected = z.object({
  accepted: z.int(),
  duplicates: z.int(),
  rejected: z.array(z.unknown()),
});

/** Counts what became of events by the answers to those who sent them. */
@Injectable()
export class CountCollected implements NestInterceptor {
  constructor(@Inject(Metrics) private readonly metrics: Metrics) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { method, routeOptions } = context.switchToHttp().getRequest<FastifyRequest>();
    if (method !== 'POST') return next.handle();
    return next.handle().pipe(
      tap((answer) => {
        const read = collected.safeParse(answer);
        if (!read.success) return;
        const { rejected, ...counts } = read.data;
        this.metrics.collected(routeOptions.url ?? 'none', { ...counts, rejected: rejected.length });
      }),
    );
  }
}
