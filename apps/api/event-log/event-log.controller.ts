import type { ClickHouseClient } from '@clickhouse/client';
import { Body, Controller, Get, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { iso } from '#engine';
import {
  compareOnce,
  completeness,
  type EventLog,
  listMismatches,
  listMissing,
  readClock,
  readRebuild,
  rebuild,
  replayLog,
  type Sql,
} from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { Repeatable } from '../../ingest/idempotency/repeatable.ts';
import { CLICKHOUSE, SQL, timeOf } from '../../ingest/provided.ts';
import { LOG } from '../provided.ts';
import { Upkeep } from './upkeep.ts';

const source = z.enum(['log', 'events']);

const logAnswer = z.object({
  pending: z.int().describe('events that are on their way to the reports'),
  deadLetters: z.int().describe('events that could not be stored, and lie aside with their reasons'),
  gaps: z.int().describe('stretches of the log that were lost before they were read'),
  mismatches: z.int().describe('what a comparison with ClickHouse found missing or counted wrong'),
  rebuild: z
    .object({ source, months: z.array(z.string()), startedAt: z.iso.datetime() })
    .nullable()
    .describe('the rebuild that is at work, in whichever process'),
  atWork: z.string().nullable().describe('what this process rewrites just now'),
  failed: z.object({ what: z.string(), reason: z.string() }).nullable().describe('why it failed last'),
});

const MONTH = /^(19[7-9]\d|20\d\d|21[0-4]\d)-(0[1-9]|1[0-2])$/;

const rebuildBody = z.strictObject({
  source: source
    .default('log')
    .describe('log: raw events and all that is counted; events: what is counted, out of the raw events'),
  months: z
    .array(z.string().regex(MONTH, { error: 'is not a month such as 2026-01' }))
    .max(1200)
    .default([])
    .describe('only what is counted of touches and enrollments of these months, YYYY-MM; source: events'),
});

const place = { sequence: z.string(), step: z.string() };
const mismatchList = z.object({
  missing: z
    .array(
      z.object({
        ...place,
        type: z.string(),
        month: z.string().describe('of its partition in ClickHouse, YYYYMM'),
        part: z.int().describe('of the log'),
        events: z.int(),
        fromPos: z.int(),
        toPos: z.int(),
      }),
    )
    .describe('events of the log that ClickHouse does not have; a replay brings them back'),
  counts: z
    .array(
      z.object({
        ...place,
        version: z.int(),
        variant: z.string(),
        kind: z.string(),
        countedIn: z.string(),
        expected: z.int(),
        found: z.int(),
      }),
    )
    .describe('enrollments that a table counts otherwise than the raw events; a rebuild mends them'),
});
const compared = z.object({ events: z.int(), missing: z.int(), mismatches: z.int() });

/** The log of all events, and the tables that the reports are made of. */
@ApiTags('operations')
@Controller('v1/event-log')
export class EventLogController {
  constructor(
    @Inject(SQL) private readonly sql: Sql,
    @Inject(CLICKHOUSE) private readonly clickhouse: ClickHouseClient,
    @Inject(LOG) private readonly log: EventLog,
    @Inject(Upkeep) private readonly upkeep: Upkeep,
  ) {}

  @Get()
  @Needs('read')
  @ApiOperation({ summary: 'How far the log is carried to the reports, and what is at work on their tables' })
  @ApiOkResponse({ standardSchema: logAnswer })
  async read(): Promise<z.infer<typeof logAnswer>> {
    const { sql, log } = this;
    const [complete, state] = await Promise.all([completeness({ sql, log }), readRebuild(sql)]);
    return {
      ...complete,
      rebuild: state && {
        source: state.source,
        months: state.months.map((month) => `${month.slice(0, 4)}-${month.slice(4)}`),
        startedAt: iso(state.startedAt),
      },
      ...this.upkeep.state,
    };
  }

  @Get('mismatches')
  @Needs('read')
  @ApiOperation({ summary: 'Where ClickHouse has other events, or other counts, than the log says' })
  @ApiOkResponse({ standardSchema: mismatchList })
  async mismatches(@CalledBy() { workspace }: Caller): Promise<z.infer<typeof mismatchList>> {
    const counts = await listMismatches(this.sql, workspace);
    return {
      missing: await listMissing(this.sql, workspace),
      counts: counts.map(({ workspace: _, ...mismatch }) => mismatch),
    };
  }

  @Post('compare')
  @Repeatable()
  @Needs('admin')
  @ApiOperation({
    summary:
      'Do now what is done every hour: compare the log with ClickHouse, what is new and a 24th of the rest',
  })
  @ApiOkResponse({ standardSchema: compared })
  async compare(): Promise<z.infer<typeof compared>> {
    const { sql, clickhouse, log } = this;
    return compareOnce({ sql, clickhouse, log, now: timeOf(await readClock(sql)) });
  }

  @Post('replay')
  @Repeatable()
  @Needs('admin')
  @ApiOperation({
    summary: 'Carry the whole log to the reports again; none of them changes but by what was lost',
  })
  @ApiOkResponse({ standardSchema: z.object({ events: z.int() }) })
  async replay(): Promise<{ events: number }> {
    return replayLog({ sql: this.sql, log: this.log });
  }

  @Post('rebuild')
  @Repeatable()
  @Needs('admin')
  @ApiOperation({
    summary: 'Begin to make the tables of the reports anew; GET /v1/event-log says when it is done',
  })
  @ApiOkResponse({ standardSchema: z.object({ started: z.literal(true) }) })
  async rebuild(
    @Body({ schema: rebuildBody }) body: z.infer<typeof rebuildBody>,
  ): Promise<{ started: true }> {
    const { sql, clickhouse } = this;
    const months = body.months.map((month) => month.replace('-', ''));
    // Months are told apart in what is counted alone.
    const from = months.length > 0 ? 'events' : body.source;
    const now = timeOf(await readClock(sql));
    this.upkeep.start('rebuild', (signal) =>
      rebuild({ sql, clickhouse, signal }, { source: from, months, now }),
    );
    return { started: true };
  }
}
