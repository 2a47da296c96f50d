import { Body, Controller, Get, Inject, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Cap, formatElapsed, parseElapsed } from '#engine';
import { readSettings, type Settings, type Sql, saveSettings } from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { Repeatable } from '../../ingest/idempotency/repeatable.ts';
import { SQL } from '../../ingest/provided.ts';
import { msOf, span } from '../span.ts';

const cap = z.strictObject({
  max: z.int().min(1).max(1_000),
  per: span({ least: '1m', most: '365d' }),
});

const settingsBody = z.strictObject({
  caps: z
    .array(cap)
    .max(10)
    .refine((caps) => new Set(caps.map(({ per }) => parseElapsed(per) ?? per)).size === caps.length, {
      message: 'count the same span twice',
      params: { fix: 'Keep the smaller of the two.' },
    })
    .optional()
    .describe('on the emails of all sequences together to one contact; none: []'),
  conversions: z
    .array(
      z
        .string()
        .max(64)
        .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'is not kebab-case, such as trial-started'),
    )
    .max(1_000)
    .transform((names) => [...new Set(names)].sort())
    .optional()
    .describe('names under which a tracked event is a conversion, besides the goals of published sequences'),
});

const settingsAnswer = z.object({
  caps: z.array(z.object({ max: z.int(), per: z.string() })),
  conversions: z.array(z.string()),
});

/** What holds for the whole workspace. */
@ApiTags('settings')
@Controller('v1/settings')
export class SettingsController {
  constructor(@Inject(SQL) private readonly sql: Sql) {}

  @Get()
  @Needs('read')
  @ApiOperation({ summary: 'Read the settings of the workspace' })
  @ApiOkResponse({ standardSchema: settingsAnswer })
  async read(@CalledBy() { workspaceId }: Caller) {
    return show(await readSettings(this.sql, workspaceId));
  }

  @Put()
  @Repeatable()
  @Needs('write')
  @ApiOperation({ summary: 'Change settings of the workspace; what is left out stays' })
  @ApiOkResponse({ standardSchema: settingsAnswer })
  async save(
    @CalledBy() { workspaceId }: Caller,
    @Body({ schema: settingsBody }) body: z.infer<typeof settingsBody>,
  ) {
    const { caps, conversions } = body;
    await saveSettings(this.sql, workspaceId, {
      ...(caps !== undefined && { caps: caps.map(toCap) }),
      ...(conversions !== undefined && { conversions }),
    });
    return show(await readSettings(this.sql, workspaceId));
  }
}

const toCap = ({ max, per }: z.infer<typeof cap>): Cap => ({ max, per: msOf(per) });

function show({ caps, conversions }: Settings): z.infer<typeof settingsAnswer> {
  return {
    caps: caps.map(({ max, per }) => ({ max, per: formatElapsed(per) })),
    conversions: [...conversions],
  };
}
