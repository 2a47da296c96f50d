import { Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { iso } from '#engine';
import { listErasures, type Sql } from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { Repeatable } from '../../ingest/idempotency/repeatable.ts';
import { SQL } from '../../ingest/provided.ts';
import { Upkeep } from '../event-log/upkeep.ts';
import { cutPage, numberMark, pageQuery, readCursor } from '../page.ts';
import { Forgetting } from './forgetting.ts';

const erasureList = z.object({
  erasures: z.array(
    z.object({
      contact: z.string().describe('what is left of its name: a number'),
      erasedAt: z.iso.datetime(),
      state: z
        .enum(['ending', 'log', 'files', 'large', 'done'])
        .describe(
          'ending: its enrollments end; log: the log still has its key; files: only free space of files; large: only that of tables that were too large to be written anew',
        ),
      bytesGoneAt: z.iso.datetime().nullable(),
    }),
  ),
  nextCursor: z.string().nullable(),
});

const runQuery = z.strictObject({
  large: z
    .enum(['true', 'false'])
    .default('false')
    .describe('whether large tables are written anew as well; sending stops while each is locked'),
});

/** What is left to do about contacts that were erased. */
@ApiTags('contacts')
@Controller('v1/erasures')
export class ErasuresController {
  constructor(
    @Inject(SQL) private readonly sql: Sql,
    @Inject(Upkeep) private readonly upkeep: Upkeep,
    @Inject(Forgetting) private readonly forgetting: Forgetting,
  ) {}

  @Get()
  @Needs('read')
  @ApiOperation({ summary: 'List the erased contacts, newest first, and how far each is forgotten' })
  @ApiOkResponse({ standardSchema: erasureList })
  async list(
    @CalledBy() { workspaceId }: Caller,
    @Query({ schema: pageQuery }) { limit, cursor }: z.infer<typeof pageQuery>,
  ): Promise<z.infer<typeof erasureList>> {
    const after = readCursor(cursor, numberMark);
    const found = await listErasures(this.sql, { workspaceId, after, limit: limit + 1 });
    const { rows, nextCursor } = cutPage(found, limit, ({ no }) => no);
    const erasures = rows.map(({ no, erasedAt, bytesGoneAt, state }) => ({
      contact: `erased:${no}`,
      erasedAt: iso(erasedAt),
      state,
      bytesGoneAt: bytesGoneAt === null ? null : iso(bytesGoneAt),
    }));
    return { erasures, nextCursor };
  }

  @Post('run')
  @Repeatable()
  @Needs('admin')
  @ApiOperation({
    summary: 'Begin now what runs every hour: forget erased contacts in the log, the reports and all files',
  })
  @ApiOkResponse({ standardSchema: z.object({ started: z.literal(true) }) })
  run(@Query({ schema: runQuery }) { large }: z.infer<typeof runQuery>): { started: true } {
    this.upkeep.start('erasure', (signal) => this.forgetting.runOnce(signal, { large: large === 'true' }));
    return { started: true };
  }
}
