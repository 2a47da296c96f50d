import { Body, Controller, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { DomainError } from '#engine';
import { type Engine, migrateEnrollments, previewMigration } from '#runtime';
import { readClock } from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { Repeatable } from '../../ingest/idempotency/repeatable.ts';
import { ENGINE, timeOf } from '../../ingest/provided.ts';
import { requirePublished, requireVersion } from './require-version.ts';

const number = z.int().positive().max(2_147_483_647);
const stepKey = z.string().max(64);

const migration = z.strictObject({
  from: number.describe('the version that is left'),
  to: number.optional().describe('the latest version where none is named'),
  steps: z
    .record(stepKey, stepKey.nullable())
    .default({})
    .describe(
      'where steps lead that have another key in the new version; null: to the step that comes after it',
    ),
});

const migrationQuery = z.strictObject({
  dryRun: z.enum(['', 'true']).optional().describe('say what would happen, and change nothing'),
});

const problem = z.object({ path: z.string(), line: z.int().nullable(), reason: z.string(), fix: z.string() });

const migrationAnswer = z.object({
  key: z.string(),
  from: z.int(),
  to: z.int(),
  dryRun: z.boolean(),
  problems: z.array(problem).describe('what stands in the way; only a dry run answers any'),
  steps: z.array(
    z.object({
      from: z.string().nullable().describe('the step that came next; null: all were behind them'),
      to: z.string().nullable().describe('the step that comes next now'),
      enrollments: z.int(),
    }),
  ),
  migrated: z.int(),
  left: z.int().describe('who is still in the version that is left'),
});

/** Moving people who are under way from one version to another. */
@ApiTags('sequences')
@Needs('write')
@Controller('v1/sequences/:key')
export class MigrateController {
  constructor(@Inject(ENGINE) private readonly engine: Pick<Engine, 'sql' | 'versions' | 'batch'>) {}

  @Post('migrate')
  @HttpCode(200)
  @Repeatable()
  @ApiOperation({
    summary: 'Move everybody who is under way in one version to another; all of them, or nobody',
  })
  @ApiOkResponse({ standardSchema: migrationAnswer })
  async migrate(
    @CalledBy() { workspaceId }: Caller,
    @Param('key') key: string,
    @Query({ schema: migrationQuery }) query: z.infer<typeof migrationQuery>,
    @Body({ schema: migration }) body: z.infer<typeof migration>,
  ): Promise<z.infer<typeof migrationAnswer>> {
    const { sql } = this.engine;
    const sequence = await requirePublished(sql, workspaceId, key);
    const { from, to = sequence.latestVersion, steps } = body;
    await requireVersion(sql, workspaceId, sequence, { version: from, field: 'from' });
    await requireVersion(sql, workspaceId, sequence, { version: to, field: 'to' });
    if (from === to) throw sameVersion(from);
    const dryRun = query.dryRun !== undefined;
    const asked = { sequenceId: sequence.id, from, to, steps };
    const { problems, passages, migrated, left } = dryRun
      ? await previewMigration(this.engine, asked)
      : await migrateEnrollments(this.engine, asked, timeOf(await readClock(sql)));
    if (!dryRun && problems.length > 0) throw refused(from, to, problems);
    return {
      ...{ key, from, to, dryRun, migrated, left },
      problems: [...problems],
      steps: [...passages],
    };
  }
}

function sameVersion(version: number): DomainError {
  return new DomainError({
    code: 'migration-refused',
    field: 'to',
    detail: `to: version ${version} is the one that is to be left.`,
    fix: 'Name another version in "to", or an earlier one in "from".',
  });
}

function refused(from: number, to: number, problems: readonly z.infer<typeof problem>[]): DomainError {
  const [first] = problems;
  const more = problems.length > 1 ? ` And ${problems.length - 1} more.` : '';
  return new DomainError({
    code: 'migration-refused',
    detail: `Nobody was moved from version ${from} to ${to}: ${first?.reason}${more}`,
    fix: problems.length > 1 ? 'Correct each place under problems.' : (first?.fix ?? ''),
    problems,
  });
}
