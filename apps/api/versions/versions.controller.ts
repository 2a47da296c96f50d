import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { iso, type Sequence, type StepTypes } from '#engine';
import {
  countArms,
  countStanding,
  findSavedSequence,
  findVersionFile,
  listPublished,
  type Sql,
} from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { SQL } from '../../ingest/provided.ts';
import { cutPage, numberMark, pageQuery, readCursor } from '../page.ts';
import { STEP_TYPES } from '../provided.ts';
import { readSequenceFile, requireSequence } from '../sequences/sequence-file.ts';
import { sequenceNotFound } from '../sequences/sequence-not-found.ts';
import { changesBetween, totalStanding } from './changes.ts';
import { requirePublished, requireVersion } from './require-version.ts';
import { diffAnswer, diffQuery, versionAnswer, versionList, versionNumber } from './version-shapes.ts';

/** What was published, and who is on it. */
@ApiTags('sequences')
@Needs('read')
@Controller('v1/sequences/:key')
export class VersionsController {
  constructor(
    @Inject(SQL) private readonly sql: Sql,
    @Inject(STEP_TYPES) private readonly types: StepTypes,
  ) {}

  @Get('versions')
  @ApiOperation({ summary: 'List the published versions, latest first, with how many people stand in each' })
  @ApiOkResponse({ standardSchema: versionList })
  async list(
    @CalledBy() { workspaceId }: Caller,
    @Param('key') key: string,
    @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>,
  ): Promise<z.infer<typeof versionList>> {
    const { id, latestVersion } = await requirePublished(this.sql, workspaceId, key);
    const before = readCursor(query.cursor, numberMark);
    const found = await listPublished(this.sql, id, { before, limit: query.limit + 1 });
    const { rows, nextCursor } = cutPage(found, query.limit, ({ version }) => version);
    const standing = await countStanding(this.sql, id);
    const versions = rows.map(({ version, publishedAt }) => ({
      version,
      latest: version === latestVersion,
      publishedAt: iso(publishedAt),
      standing: totalStanding(standing, version),
    }));
    return { versions, nextCursor };
  }

  @Get('versions/:version')
  @ApiOperation({ summary: 'Read a version: its file, and who stands at which of its steps' })
  @ApiOkResponse({ standardSchema: versionAnswer })
  async read(
    @CalledBy() { workspaceId }: Caller,
    @Param('key') key: string,
    @Param('version', { schema: versionNumber }) number: number,
  ) {
    const sequence = await requirePublished(this.sql, workspaceId, key);
    const asked = { version: number, field: 'version' };
    const { version, publishedAt } = await requireVersion(this.sql, workspaceId, sequence, asked);
    const standing = await countStanding(this.sql, sequence.id);
    return {
      key,
      version,
      latest: version === sequence.latestVersion,
      publishedAt: iso(publishedAt),
      file: await findVersionFile(this.sql, sequence.id, version),
      standing: standing.filter((each) => each.version === version).map(({ version: _, ...place }) => place),
    };
  }

  @Get('diff')
  @ApiOperation({ summary: 'What is different between two versions, or to the draft, and who stands where' })
  @ApiOkResponse({ standardSchema: diffAnswer })
  async diff(
    @CalledBy() { workspaceId }: Caller,
    @Param('key') key: string,
    @Query({ schema: diffQuery }) { from, to }: z.infer<typeof diffQuery>,
  ): Promise<z.infer<typeof diffAnswer>> {
    const sequence = await requirePublished(this.sql, workspaceId, key);
    const of = (version: number, field: string) =>
      requireVersion(this.sql, workspaceId, sequence, { version, field });
    const before = await of(from ?? sequence.latestVersion, 'from');
    const after = to === 'draft' ? await this.draftOf(workspaceId, key) : (await of(to, 'to')).definition;
    const underWay = {
      standing: await countStanding(this.sql, sequence.id),
      arms: await countArms(this.sql, sequence.id),
    };
    return { key, from: before.version, to, changes: changesBetween(before, after, underWay) };
  }

  private async draftOf(workspaceId: number, key: string): Promise<Sequence> {
    const saved = await findSavedSequence(this.sql, workspaceId, key);
    if (!saved) throw sequenceNotFound(key);
    return requireSequence(readSequenceFile(saved.draft, key, this.types), key).sequence;
  }
}
