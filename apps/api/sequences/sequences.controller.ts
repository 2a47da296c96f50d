import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { type StepTypes, sequenceFileSchema } from '#engine';
import {
  findSavedSequence,
  listSequences,
  readClock,
  type SavedSequence,
  type Sql,
  saveDraft,
} from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { Repeatable } from '../../ingest/idempotency/repeatable.ts';
import { toJsonSchema } from '../../ingest/open-api/json-schema.ts';
import { SQL, timeOf } from '../../ingest/provided.ts';
import { cutPage, keyMark, pageQuery, readCursor } from '../page.ts';
import { STEP_TYPES } from '../provided.ts';
import { leftBehind } from '../versions/left-behind.ts';
import { findingList, sequenceAnswer, sequenceList, showSequence, showSummary } from './answers.ts';
import { lintSequenceFile, readSequenceFile, requireSequence } from './sequence-file.ts';
import { sequenceNotFound } from './sequence-not-found.ts';

// A wrong file is answered by what reads it, which knows lines and fixes; the document says what a right one is.
const FILE = { schema: toJsonSchema(sequenceFileSchema, 'input') };

/** Sequences as files: saving, reading and checking them. */
@ApiTags('sequences')
@Controller('v1/sequences')
export class SequencesController {
  constructor(
    @Inject(SQL) private readonly sql: Sql,
    @Inject(STEP_TYPES) private readonly types: StepTypes,
  ) {}

  @Get()
  @Needs('read')
  @ApiOperation({ summary: 'List the sequences' })
  @ApiOkResponse({ standardSchema: sequenceList })
  async list(@CalledBy() caller: Caller, @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>) {
    const after = readCursor(query.cursor, keyMark);
    const found = await listSequences(this.sql, caller.workspaceId, { after, limit: query.limit + 1 });
    const { rows, nextCursor } = cutPage(found, query.limit, (row) => row.key);
    return { sequences: rows.map(showSummary), nextCursor };
  }

  @Get(':key')
  @Needs('read')
  @ApiOperation({ summary: 'Read a sequence: its draft, its state and its version' })
  @ApiOkResponse({ standardSchema: sequenceAnswer })
  async read(@CalledBy() caller: Caller, @Param('key') key: string) {
    return showSequence(await this.find(caller, key));
  }

  @Put(':key')
  @Repeatable()
  @Needs('write')
  @ApiOperation({ summary: 'Save a draft; what is published stays as it is' })
  @ApiConsumes('application/json', 'application/yaml')
  @ApiBody(FILE)
  @ApiOkResponse({ standardSchema: sequenceAnswer })
  async save(@CalledBy() caller: Caller, @Param('key') key: string, @Body() body: unknown) {
    const { sequence, content, warnings } = requireSequence(readSequenceFile(body, key, this.types), key);
    const now = timeOf(await readClock(this.sql));
    await saveDraft(
      this.sql,
      { now },
      { workspaceId: caller.workspaceId, key, name: sequence.name, content },
    );
    const left = await leftBehind(this.sql, caller.workspaceId, sequence);
    return { ...showSequence(await this.find(caller, key)), warnings: [...warnings, ...left] };
  }

  @Post('lint')
  @HttpCode(200)
  @Needs('read')
  @ApiOperation({
    summary:
      'Check a sequence file without saving it: what is wrong with it, else what its readers will mind',
  })
  @ApiConsumes('application/json', 'application/yaml')
  @ApiBody(FILE)
  @ApiOkResponse({ standardSchema: findingList })
  lint(@Body() body: unknown) {
    return { findings: lintSequenceFile(body, this.types) };
  }

  private async find(caller: Caller, key: string): Promise<SavedSequence> {
    const saved = await findSavedSequence(this.sql, caller.workspaceId, key);
    if (!saved) throw sequenceNotFound(key);
    return saved;
  }
}
