import { Controller, Inject, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { StepTypes } from '#engine';
import { changeState, findSavedSequence, readClock, type Sql } from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { Repeatable } from '../../ingest/idempotency/repeatable.ts';
import { SQL, timeOf } from '../../ingest/provided.ts';
import { STEP_TYPES } from '../provided.ts';
import { publishAnswer, stateAnswer } from './answers.ts';
import { type Command, LIFECYCLE, wrongState } from './lifecycle.ts';
import { publish } from './publish.ts';
import { sequenceNotFound } from './sequence-not-found.ts';

/** What a sequence goes through: published, paused, resumed, archived. */
@ApiTags('sequences')
@Needs('write')
@Controller('v1/sequences/:key')
export class LifecycleController {
  constructor(
    @Inject(SQL) private readonly sql: Sql,
    @Inject(STEP_TYPES) private readonly types: StepTypes,
  ) {}

  @Post('publish')
  @Repeatable()
  @ApiOperation({ summary: 'Make the draft an immutable version; says who stands on steps that it removes' })
  @ApiOkResponse({ standardSchema: publishAnswer })
  async publish(
    @CalledBy() { workspaceId }: Caller,
    @Param('key') key: string,
  ): Promise<z.infer<typeof publishAnswer>> {
    return publish(this.sql, {
      ...{ workspaceId, key, types: this.types },
      now: timeOf(await readClock(this.sql)),
    });
  }

  @Post('pause')
  @Repeatable()
  @ApiOperation({ summary: 'Let no step fall due until it is resumed' })
  @ApiOkResponse({ standardSchema: stateAnswer })
  async pause(@CalledBy() caller: Caller, @Param('key') key: string) {
    return this.move(caller, key, 'pause');
  }

  @Post('resume')
  @Repeatable()
  @ApiOperation({ summary: 'Go on with a paused or archived sequence' })
  @ApiOkResponse({ standardSchema: stateAnswer })
  async resume(@CalledBy() caller: Caller, @Param('key') key: string) {
    return this.move(caller, key, 'resume');
  }

  @Post('archive')
  @Repeatable()
  @ApiOperation({ summary: 'Take a sequence out of use; its history stays' })
  @ApiOkResponse({ standardSchema: stateAnswer })
  async archive(@CalledBy() caller: Caller, @Param('key') key: string) {
    return this.move(caller, key, 'archive');
  }

  private async move({ workspaceId }: Caller, key: string, command: Command) {
    const state = await changeState(this.sql, workspaceId, key, LIFECYCLE[command]);
    if (state !== null) return { key, state };
    const saved = await findSavedSequence(this.sql, workspaceId, key);
    throw saved ? wrongState(key, command, saved.state) : sequenceNotFound(key);
  }
}
