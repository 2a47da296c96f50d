import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { iso } from '#engine';
import { listExperiments, type Sql } from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { SQL } from '../../ingest/provided.ts';
import { cutPage, keyMark, pageQuery, readCursor } from '../page.ts';

const experimentList = z.object({
  experiments: z.array(
    z.object({
      key: z.string(),
      kind: z.enum(['content']),
      sequence: z.string(),
      step: z.string(),
      state: z.enum(['running', 'stopped']),
      arms: z.array(z.object({ key: z.string(), weight: z.number() })),
      salt: z.string(),
      startedAt: z.iso.datetime(),
    }),
  ),
  nextCursor: z.string().nullable(),
});

@ApiTags('experiments')
@Needs('read')
@Controller('v1/experiments')
export class ExperimentsController {
  constructor(@Inject(SQL) private readonly sql: Sql) {}

  @Get()
  @ApiOperation({ summary: 'List the experiments' })
  @ApiOkResponse({ standardSchema: experimentList })
  async list(
    @CalledBy() { workspaceId }: Caller,
    @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>,
  ) {
    const after = readCursor(query.cursor, keyMark);
    const found = await listExperiments(this.sql, workspaceId, { after, limit: query.limit + 1 });
    const { rows, nextCursor } = cutPage(found, query.limit, (row) => row.key);
    return { experiments: rows.map((row) => ({ ...row, startedAt: iso(row.startedAt) })), nextCursor };
  }
}
