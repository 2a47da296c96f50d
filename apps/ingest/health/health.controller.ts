import type { ClickHouseClient } from '@clickhouse/client';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { DomainError } from '#engine';
import { findSilentStores, type Sql } from '#storage';
import { Needs } from '../access/needs.ts';
import { CLICKHOUSE, SQL } from '../provided.ts';

const health = z.object({ status: z.literal('ok') });

@ApiTags('operations')
@Needs('nothing')
@Controller('health')
export class HealthController {
  constructor(
    @Inject(SQL) private readonly sql: Sql,
    @Inject(CLICKHOUSE) private readonly clickhouse: ClickHouseClient,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'Does the process answer?', security: [] })
  @ApiOkResponse({ standardSchema: health })
  live(): z.infer<typeof health> {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Do its stores answer?', security: [] })
  @ApiOkResponse({ standardSchema: health })
  @ApiServiceUnavailableResponse({ description: 'A store does not answer' })
  async ready(): Promise<z.infer<typeof health>> {
    const silent = await findSilentStores(this.sql, this.clickhouse);
    if (silent.length === 0) return { status: 'ok' };
    throw new DomainError({
      code: 'store-silent',
      detail: `No answer from ${silent.join(' and ')}.`,
      fix: 'Look at what the process printed; a store that comes back is used again by itself.',
    });
  }
}
