import type { ClickHouseClient } from '@clickhouse/client';
import { Controller, Get, Inject, Optional } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { DomainError } from '#engine';
import { findSilentStores, type Sql } from '#storage';
import { Needs } from '../access/needs.ts';
import { RelayLoop } from '../event-log/relay-loop.ts';
import { CLICKHOUSE, SQL } from '../provided.ts';
import { SinkLoop } from '../sink/sink-loop.ts';

const health = z.object({ status: z.literal('ok') });

@ApiTags('operations')
@Needs('nothing')
@Controller('health')
export class HealthController {
  constructor(
    @Inject(SQL) private readonly sql: Sql,
    @Inject(CLICKHOUSE) private readonly clickhouse: ClickHouseClient,
    @Optional() @Inject(SinkLoop) private readonly sink?: Pick<SinkLoop, 'isFailing'>,
    @Optional() @Inject(RelayLoop) private readonly relay?: Pick<RelayLoop, 'isFailing'>,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'Does the process answer?', security: [] })
  @ApiOkResponse({ standardSchema: health })
  live(): z.infer<typeof health> {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Do its stores answer, and do events get on from here?', security: [] })
  @ApiOkResponse({ standardSchema: health })
  @ApiServiceUnavailableResponse({ description: 'A store does not answer, or events are held up' })
  async ready(): Promise<z.infer<typeof health>> {
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
    ];
    if (failing.length === 0) return { status: 'ok' };
    throw new DomainError({
      code: 'events-held-up',
      detail: failing.join(' '),
      fix: 'Look at what the process printed. Nothing is lost: events wait, and it goes on by itself.',
    });
  }
}
