import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { iso } from '#engine';
import { listRefusedEvents, type RefusedEvent, type Sql } from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { SQL } from '../../ingest/provided.ts';
import { cutPage, pageQuery, readCursor, timeMark } from '../page.ts';

const mark = z.object({ cameAt: timeMark, eventId: z.uuid() });

const list = z.object({
  refused: z.array(
    z.object({
      code: z.string(),
      detail: z.string(),
      fix: z.string(),
      event: z
        .string()
        .describe('the event as it was sent, in JSON; empty once somebody was erased after it came'),
      cameAt: z.iso.datetime(),
    }),
  ),
  nextCursor: z.string().nullable(),
});

/** Events that were answered with 202 and could not be taken when they were to act. */
@ApiTags('events')
@Controller('v1/events/refused')
export class RefusedEventsController {
  constructor(@Inject(SQL) private readonly sql: Sql) {}

  @Get()
  @Needs('read')
  @ApiOperation({
    summary: 'List events that were answered with 202 and refused when they were to act, newest first',
  })
  @ApiOkResponse({ standardSchema: list })
  async list(
    @CalledBy() { workspaceId }: Caller,
    @Query({ schema: pageQuery }) { limit, cursor }: z.infer<typeof pageQuery>,
  ): Promise<z.infer<typeof list>> {
    const after = readCursor(cursor, mark);
    const found = await listRefusedEvents(this.sql, { workspaceId, after, limit: limit + 1 });
    const { rows, nextCursor } = cutPage(found, limit, ({ cameAt, eventId }) => ({ cameAt, eventId }));
    return { refused: rows.map(shown), nextCursor };
  }
}

const shown = ({ code, reason, fix, body, cameAt }: RefusedEvent) => ({
  ...{ code, detail: reason, fix, event: body, cameAt: iso(cameAt) },
});
