import type { ClickHouseClient } from '@clickhouse/client';
import { Controller, Get, Inject, Optional } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { DomainError } from '#engine';
import { findSilentStores, type Sql } from '#storage';
import { Needs } from '../access/needs.ts';
import { ActLoop } from '../collect/act-loop.ts';
import { RelayLoop } from '../event-log/relay-loop.ts';
import type { Processes } from '../processes/processes.ts';
import { CLICKHOUSE, OWN_ROLES, PROCESSES, SQL } from '../provided.ts';
import { ROLES, type Role } from '../settings.ts';
import { SinkLoop } from '../sink/sink-loop.ts';

const health = z.object({ status: z.literal('ok') });

const readiness = health.extend({
  roles: z.array(z.enum(ROLES)).describe('what this process does'),
  missing: z
    .array(z.enum(ROLES))
    .describe(
      'what no process of this installation does: without engine no mail goes out, without sink no report moves',
    ),
});

@ApiTags('operations')
@Needs('nothing')
@Controller('health')
export class HealthController {
  constructor(
    @Inject(SQL) private readonly sql: Sql,
    @Inject(CLICKHOUSE) private readonly clickhouse: ClickHouseClient | null,
    @Inject(PROCESSES) private readonly processes: Processes | null,
    @Inject(OWN_ROLES) private readonly roles: readonly Role[],
    @Optional() @Inject(SinkLoop) private readonly sink?: Pick<SinkLoop, 'isFailing'>,
    @Optional() @Inject(RelayLoop) private readonly relay?: Pick<RelayLoop, 'isFailing'>,
    @Optional() @Inject(ActLoop) private readonly acting?: Pick<ActLoop, 'isFailing'>,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'Does the process answer?', security: [] })
  @ApiOkResponse({ standardSchema: health })
  live(): z.infer<typeof health> {
    return { status: 'ok' };
  }

  /** A role that is missing elsewhere is said and is no fault of this process, which can do what it is asked. */
  @Get('ready')
  @ApiOperation({
    summary: 'Do its stores answer, do events get on from here, and is there a process for every role?',
    security: [],
  })
  @ApiOkResponse({ standardSchema: readiness })
  @ApiServiceUnavailableResponse({ description: 'A store does not answer, or events are held up' })
  async ready(): Promise<z.infer<typeof readiness>> {
    const silent = await findSilentStores(this.sql, this.clickhouse);
    if (silent.length > 0) {
      throw new DomainError({
        code: 'store-silent',
        detail: `No answer from ${silent.join(' and ')}.`,
        fix: 'Look at what the process printed; a store that comes back is used again by itself.',
      });
    }
    const failing = [
      ...(this.relay?.isFailing ? ['The relay cannot carry events to Kafka.'] : []),
      ...(this.sink?.isFailing ? ['The sink cannot carry events to ClickHouse.'] : []),
      ...(this.acting?.isFailing ? ['Stored events cannot act.'] : []),
    ];
    if (failing.length > 0) {
      throw new DomainError({
        code: 'events-held-up',
        detail: failing.join(' '),
        fix: 'Look at what the process printed. Nothing is lost: events wait, and it goes on by itself.',
      });
    }
    const missing = (await this.processes?.missing()) ?? [];
    return { status: 'ok', roles: [...this.roles], missing: [...missing] };
  }
}
