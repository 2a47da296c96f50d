import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Engine, enroll, enrollmentLineSchema } from '#runtime';
import { findSavedSequence, listEnrollments, readClock } from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { Repeatable } from '../../ingest/idempotency/repeatable.ts';
import { describedAs } from '../../ingest/open-api/json-schema.ts';
import { ENGINE, timeOf } from '../../ingest/provided.ts';
import { cutPage, numberMark, pageQuery, readCursor } from '../page.ts';
import { sequenceNotFound } from '../sequences/sequence-not-found.ts';
import { enrollmentShape, enrollmentStates, showEnrollment } from './enrollment-shape.ts';

const MAX_LINES = 1000;

// Each line is checked on its own, so that a bad one is refused alone.
const enrollmentBatch = z.strictObject({
  enrollments: z.array(describedAs(enrollmentLineSchema)).min(1).max(MAX_LINES),
});

const enrollmentResults = z.object({
  results: z.array(
    z.object({
      index: z.int(),
      accepted: z.boolean(),
      enrollmentId: z.uuid().optional(),
      enrollmentNo: z.int().optional(),
      code: z.string().optional(),
      detail: z.string().optional(),
      fix: z.string().optional(),
    }),
  ),
});

const enrollmentQuery = pageQuery.extend({
  state: enrollmentStates.optional(),
  contact: z.string().optional().describe("the caller's id of a contact"),
});

const enrollmentList = z.object({
  enrollments: z.array(enrollmentShape),
  nextCursor: z.string().nullable(),
});

@ApiTags('enrollments')
@Controller('v1/sequences/:key/enrollments')
export class EnrollmentsController {
  constructor(@Inject(ENGINE) private readonly engine: Pick<Engine, 'sql' | 'versions'>) {}

  @Post()
  @Repeatable()
  @Needs('write')
  @ApiOperation({ summary: 'Enroll up to 1,000 contacts; each line is accepted or refused with a reason' })
  @ApiOkResponse({ standardSchema: enrollmentResults })
  async enroll(
    @CalledBy() { workspaceId }: Caller,
    @Param('key') sequenceKey: string,
    @Body({ schema: enrollmentBatch }) batch: z.infer<typeof enrollmentBatch>,
  ) {
    const now = timeOf(await readClock(this.engine.sql));
    const { results } = await enroll(this.engine, {
      workspaceId,
      sequenceKey,
      lines: batch.enrollments,
      now,
    });
    return { results };
  }

  @Get()
  @Needs('read')
  @ApiOperation({ summary: 'List the enrollments of a sequence' })
  @ApiOkResponse({ standardSchema: enrollmentList })
  async list(
    @CalledBy() { workspaceId }: Caller,
    @Param('key') sequence: string,
    @Query({ schema: enrollmentQuery }) query: z.infer<typeof enrollmentQuery>,
  ) {
    const { sql } = this.engine;
    const { limit, state = null, contact = null } = query;
    const after = readCursor(query.cursor, numberMark);
    const found = await listEnrollments(sql, {
      workspaceId,
      sequence,
      state,
      contact,
      after,
      limit: limit + 1,
    });
    if (found.length === 0 && !(await findSavedSequence(sql, workspaceId, sequence)))
      throw sequenceNotFound(sequence);
    const { rows, nextCursor } = cutPage(found, limit, (row) => row.no);
    return { enrollments: rows.map(showEnrollment), nextCursor };
  }
}
