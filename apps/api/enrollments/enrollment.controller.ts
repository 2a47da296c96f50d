import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Engine, exit, pause, requireEnrollment, resume } from '#runtime';
import { type FoundEnrollment, readClock } from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { Repeatable } from '../../ingest/idempotency/repeatable.ts';
import { ENGINE, timeOf } from '../../ingest/provided.ts';
import { oneEnrollment, showEnrollment } from './enrollment-shape.ts';

const enrollmentId = z.uuid();

const ending = z
  .strictObject({
    reason: z
      .string()
      .max(64)
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'is not one kebab-case word, such as became-customer')
      .default('manual')
      .describe('a word for reports, never a text about a person'),
  })
  .default({ reason: 'manual' });

/** One contact on its way through a sequence. */
@ApiTags('enrollments')
@Controller('v1/enrollments/:id')
export class EnrollmentController {
  constructor(@Inject(ENGINE) private readonly engine: Pick<Engine, 'sql' | 'versions'>) {}

  @Get()
  @Needs('read')
  @ApiOperation({ summary: 'Read an enrollment' })
  @ApiOkResponse({ standardSchema: oneEnrollment })
  async read(@CalledBy() { workspaceId }: Caller, @Param('id', { schema: enrollmentId }) id: string) {
    return show(await requireEnrollment(this.engine, { workspaceId, id }));
  }

  @Post('pause')
  @Repeatable()
  @Needs('write')
  @ApiOperation({ summary: 'Let nothing fall due for an enrollment until it is resumed' })
  @ApiOkResponse({ standardSchema: oneEnrollment })
  async pause(@CalledBy() { workspaceId }: Caller, @Param('id', { schema: enrollmentId }) id: string) {
    return show(await pause(this.engine, { workspaceId, id, now: await this.now() }));
  }

  @Post('resume')
  @Repeatable()
  @Needs('write')
  @ApiOperation({
    summary: 'Go on with a paused enrollment; what fell due meanwhile is due when its hours are open',
  })
  @ApiOkResponse({ standardSchema: oneEnrollment })
  async resume(@CalledBy() { workspaceId }: Caller, @Param('id', { schema: enrollmentId }) id: string) {
    return show(await resume(this.engine, { workspaceId, id, now: await this.now() }));
  }

  @Post('exit')
  @Repeatable()
  @Needs('write')
  @ApiOperation({ summary: 'End an enrollment, with what it has open' })
  @ApiOkResponse({ standardSchema: oneEnrollment })
  async exit(
    @CalledBy() { workspaceId }: Caller,
    @Param('id', { schema: enrollmentId }) id: string,
    @Body({ schema: ending }) { reason }: z.infer<typeof ending>,
  ) {
    return show(await exit(this.engine, { workspaceId, id, reason, now: await this.now() }));
  }

  private async now() {
    return timeOf(await readClock(this.engine.sql));
  }
}

function show(found: FoundEnrollment): z.infer<typeof oneEnrollment> {
  return { ...showEnrollment(found), sequence: found.sequence };
}
