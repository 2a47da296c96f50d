import type { ClickHouseClient } from '@clickhouse/client';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { StepTypes } from '#engine';
import { type EventLog, readClock, type Sql } from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { CLICKHOUSE, SQL, timeOf } from '../../ingest/provided.ts';
import { LOG, STEP_TYPES } from '../provided.ts';
import { readPeak, type SequencePeak } from '../read-outs/peak.ts';
import { type ExperimentResults, readResults } from '../read-outs/results.ts';
import type { Sources } from '../read-outs/sources.ts';
import { readSteps, type StepsReadOut } from '../read-outs/steps.ts';
import { peakAnswer, resultsAnswer, stepsAnswer } from './answers.ts';
import { peakQuery, resultsQuery, stepsQuery } from './questions.ts';

/** What the numbers say. */
@ApiTags('read-outs')
@Needs('read')
@Controller('v1')
export class ReportsController {
  constructor(
    @Inject(SQL) private readonly sql: Sql,
    @Inject(CLICKHOUSE) private readonly clickhouse: ClickHouseClient,
    @Inject(LOG) private readonly log: EventLog,
    @Inject(STEP_TYPES) private readonly types: StepTypes,
  ) {}

  @Get('sequences/:key/steps')
  @ApiOperation({ summary: 'What each step did, and its rate among the touches whose window is over' })
  @ApiOkResponse({ standardSchema: stepsAnswer })
  async steps(
    @CalledBy() caller: Caller,
    @Param('key') sequence: string,
    @Query({ schema: stepsQuery }) query: z.infer<typeof stepsQuery>,
  ): Promise<StepsReadOut> {
    return readSteps(await this.sourcesFor(caller), { sequence, ...query });
  }

  @Get('sequences/:key/peak')
  @ApiOperation({ summary: 'Which step carries the sequence, and how sure that is' })
  @ApiOkResponse({ standardSchema: peakAnswer })
  async peak(
    @CalledBy() caller: Caller,
    @Param('key') sequence: string,
    @Query({ schema: peakQuery }) query: z.infer<typeof peakQuery>,
  ): Promise<SequencePeak> {
    return readPeak(await this.sourcesFor(caller), { sequence, ...query });
  }

  @Get('experiments/:key/results')
  @ApiOperation({ summary: 'What an experiment says today' })
  @ApiOkResponse({ standardSchema: resultsAnswer })
  async results(
    @CalledBy() caller: Caller,
    @Param('key') key: string,
    @Query({ schema: resultsQuery }) query: z.infer<typeof resultsQuery>,
  ): Promise<ExperimentResults> {
    return readResults(await this.sourcesFor(caller), { key, ...query });
  }

  private async sourcesFor({ workspaceId, workspace }: Caller): Promise<Sources> {
    const { sql, clickhouse, log, types } = this;
    // One time for the whole read-out.
    const asOf = timeOf(await readClock(sql));
    return { sql, clickhouse, log, types, now: () => asOf, workspace: { id: workspaceId, key: workspace } };
  }
}
