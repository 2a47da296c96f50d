import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Sequence, StepTypes } from '#engine';
import type { Engine } from '#runtime';
import { changeState, findSavedSequence, readClock } from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { Repeatable } from '../../ingest/idempotency/repeatable.ts';
import { ENGINE, timeOf } from '../../ingest/provided.ts';
import { STEP_TYPES } from '../provided.ts';
import { publishAnswer, stateAnswer } from './answers.ts';
import { archive, archiveAnswer, archiving } from './archive.ts';
import { checkFields, type FieldCheck } from './check-fields.ts';
import { type Command, LIFECYCLE, wrongState } from './lifecycle.ts';
import { publish } from './publish.ts';
import { asContact, sampleContact } from './sample-contact.ts';
import { sequenceNotFound } from './sequence-not-found.ts';

const publishQuestion = z
  .strictObject({
    samples: z
      .array(sampleContact)
      .max(100)
      .optional()
      .describe('contacts such as those to come, to try the texts on'),
  })
  .optional();

/** What a sequence goes through: published, paused, resumed, archived. */
@ApiTags('sequences')
@Needs('write')
@Controller('v1/sequences/:key')
export class LifecycleController {
  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    @Inject(STEP_TYPES) private readonly types: StepTypes,
  ) {}

  @Post('publish')
  @Repeatable()
  @ApiOperation({ summary: 'Make the draft an immutable version; says who stands on steps that it removes' })
  @ApiOkResponse({ standardSchema: publishAnswer })
  async publish(
    @CalledBy() { workspaceId }: Caller,
    @Param('key') key: string,
    @Body({ schema: publishQuestion }) question: z.output<typeof publishQuestion>,
  ): Promise<z.infer<typeof publishAnswer>> {
    const samples = (question?.samples ?? []).map(asContact);
    let fields: FieldCheck | undefined;
    const check = async (sequence: Sequence) => {
      fields = await checkFields(this.engine, { workspaceId, sequence, samples });
    };
    const now = timeOf(await readClock(this.engine.sql));
    const published = await publish(this.engine.sql, { workspaceId, key, now, types: this.types, check });
    return fields && fields.contacts > 0 ? { ...published, fields } : published;
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
  @ApiOperation({
    summary: 'Take a sequence out of use, and say what becomes of who is under way; its history stays',
  })
  @ApiOkResponse({ standardSchema: archiveAnswer })
  async archive(
    @CalledBy() caller: Caller,
    @Param('key') key: string,
    @Body({ schema: archiving }) { enrollments }: z.infer<typeof archiving>,
  ): Promise<z.infer<typeof archiveAnswer>> {
    const now = timeOf(await readClock(this.engine.sql));
    return archive(this.engine, {
      workspaceId: caller.workspaceId,
      key,
      enrollments: enrollments ?? null,
      now,
    });
  }

  private async move({ workspaceId }: Caller, key: string, command: Command) {
    const state = await changeState(this.engine.sql, workspaceId, key, LIFECYCLE[command]);
    if (state !== null) return { key, state };
    const saved = await findSavedSequence(this.engine.sql, workspaceId, key);
    throw saved ? wrongState(key, command, saved.state) : sequenceNotFound(key);
  }
}
