import { Controller, Get, Header, Inject, type OnModuleInit, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { completeness, type EventLog, readClock, readOperations, type Sql } from '#storage';
import { Needs } from '../access/needs.ts';
import { LOG_ENDS, SQL, timeOf } from '../provided.ts';
import { Metrics } from './metrics.ts';

/** The numbers of a process for Prometheus. They say how much goes on, so they ask for a key, as reports do. */
@ApiTags('operations')
@Controller('metrics')
export class MetricsController implements OnModuleInit {
  constructor(
    @Inject(SQL) private readonly sql: Sql,
    @Inject(LOG_ENDS) private readonly log: Pick<EventLog, 'id' | 'heads'> | null,
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
  ) {}

  /** Where the server itself answers, a guard or a bad body has no part: every call is counted. */
  onModuleInit(): void {
    const server: FastifyInstance = this.host.httpAdapter.getInstance();
    server.addHook('onResponse', async ({ method, routeOptions }, reply) => {
      this.metrics.answered(method, routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime / 1000);
    });
  }

  @Get()
  @Needs('read')
  @Header('cache-control', 'no-store')
  @ApiProduces('text/plain')
  @ApiOperation({ summary: 'The numbers of this process, as Prometheus reads them' })
  @ApiOkResponse({ schema: { type: 'string' } })
  async show(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { sql, log, metrics } = this;
    const now = timeOf(await readClock(sql));
    const [operations, complete] = await Promise.all([
      readOperations(sql, now),
      log && completeness({ sql, log }),
    ]);
    void reply.type(metrics.contentType);
    return metrics.show(operations, complete);
  }
}
