import { Body, Controller, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { iso } from '#engine';
import { type Engine, reclassifyMails } from '#runtime';
import { readClock } from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { Repeatable } from '../../ingest/idempotency/repeatable.ts';
import { ENGINE, timeOf } from '../../ingest/provided.ts';

const reclassifyBody = z.strictObject({
  dryRun: z.boolean().default(false).describe('say what would change, and change nothing'),
  after: z.int().min(0).default(0).describe('the `next` of the answer before'),
});

const reclassified = z.object({
  looked: z.int().describe('mails that an earlier classifier had judged'),
  changes: z.array(
    z.object({
      receivedAt: z.iso.datetime(),
      was: z.string(),
      is: z.string(),
      events: z.array(z.object({ was: z.string().nullable(), is: z.string() })),
    }),
  ),
  months: z
    .array(z.string())
    .describe('count what was corrected until POST /v1/event-log/rebuild makes them anew'),
  next: z.int().nullable().describe('where the next call goes on; null when all were looked at'),
});

/** What came in, judged again by the classifier of today. */
@ApiTags('operations')
@Controller('v1/events/reclassify')
export class ReclassifyController {
  constructor(@Inject(ENGINE) private readonly engine: Pick<Engine, 'sql' | 'versions'>) {}

  @Post()
  @Repeatable()
  @Needs('admin')
  @ApiOperation({ summary: 'Have the classifier of today look at mail that came in, and correct its events' })
  @ApiOkResponse({ standardSchema: reclassified })
  async reclassify(
    @CalledBy() { workspaceId }: Caller,
    @Body({ schema: reclassifyBody }) { dryRun, after }: z.infer<typeof reclassifyBody>,
  ): Promise<z.infer<typeof reclassified>> {
    const now = timeOf(await readClock(this.engine.sql));
    const { changes, ...rest } = await reclassifyMails(this.engine, { workspaceId, after, dryRun, now });
    return {
      ...{ looked: rest.looked, months: [...rest.months], next: rest.next },
      changes: changes.map((change) => ({
        ...change,
        receivedAt: iso(change.receivedAt),
        events: [...change.events],
      })),
    };
  }
}
