import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { iso } from '#engine';
import { type WebhookProvider, webhookReaders } from '#intake';
import { type KeptReport, listKeptNotices, type Sql } from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { SQL } from '../../ingest/provided.ts';
import { cutPage, pageQuery, readCursor, timeMark } from '../page.ts';

const provider = z.enum(Object.keys(webhookReaders) as [WebhookProvider, ...WebhookProvider[]]);
const query = pageQuery.extend({ provider: provider.optional() });
const mark = z.object({ keptAt: timeMark, provider, key: z.string().regex(/^[0-9a-f]{64}$/) });

const list = z.object({
  kept: z.array(
    z.object({
      provider: z.string(),
      type: z.string().describe('what it was read as; `unknown` for what nobody knows'),
      said: z.string().describe('the type in the provider’s own word'),
      reason: z.string().describe('`unknown-type`, or the code that it was refused with as an event'),
      occurredAt: z.iso.datetime().nullable(),
      keptAt: z.iso.datetime(),
      body: z.string().describe('what the provider sent, in JSON'),
    }),
  ),
  nextCursor: z.string().nullable(),
});

/** What providers reported and no event came of. */
@ApiTags('webhooks')
@Controller('v1/webhooks/kept')
export class KeptNoticesController {
  constructor(@Inject(SQL) private readonly sql: Sql) {}

  @Get()
  @Needs('read')
  @ApiOperation({ summary: 'List the reports of providers that could not be made events, newest first' })
  @ApiOkResponse({ standardSchema: list })
  async list(
    @CalledBy() { workspaceId }: Caller,
    @Query({ schema: query }) asked: z.infer<typeof query>,
  ): Promise<z.infer<typeof list>> {
    const { limit } = asked;
    const after = readCursor(asked.cursor, mark);
    const question = { workspaceId, provider: asked.provider ?? null, after, limit: limit + 1 };
    const found = await listKeptNotices(this.sql, question);
    const { rows, nextCursor } = cutPage(found, limit, ({ keptAt, provider, key }) => ({
      keptAt,
      provider,
      key,
    }));
    return { kept: rows.map(shown), nextCursor };
  }
}

function shown({ provider, type, said, reason, body, occurredAt, keptAt }: KeptReport) {
  const at = { occurredAt: occurredAt === null ? null : iso(occurredAt), keptAt: iso(keptAt) };
  return { provider, type, said, reason, ...at, body };
}
