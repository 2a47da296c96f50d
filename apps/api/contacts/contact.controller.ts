import type { ClickHouseClient } from '@clickhouse/client';
import { Body, Controller, Delete, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { contactNotFound, type Engine, erase, merge } from '#runtime';
import {
  completeness,
  contactAliases,
  contactStandings,
  type EventLog,
  findContact,
  findHolderKeys,
  listSuppressions,
  mailsOfContact,
  readClock,
  readTimeline,
} from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { Repeatable } from '../../ingest/idempotency/repeatable.ts';
import { CLICKHOUSE, ENGINE, timeOf } from '../../ingest/provided.ts';
import { cutPage, pageQuery, readCursor, timeMark } from '../page.ts';
import { LOG } from '../provided.ts';
import { text } from '../text.ts';
import { erasedAnswer, mergedAnswer, showTimeline, timelineAnswer } from './timeline-answer.ts';

const eventMark = z.object({ occurredAt: timeMark, eventId: z.uuid() });
const mergeBody = z.strictObject({
  into: text(200).describe('the id of the one that goes on'),
});
const eraseQuery = z.strictObject({
  suppress: z
    .enum(['true', 'false'])
    .default('true')
    .describe('whether the address is suppressed, so that it is never written to again'),
});
/** A person has few; a test account may have many. */
const MAX_SUPPRESSIONS = 100;
const MAX_MAILS = 100;

/** One contact: what is known of it, what it did, and how it becomes another's or nobody. */
@ApiTags('contacts')
@Controller('v1/contacts/:id')
export class ContactController {
  constructor(
    @Inject(ENGINE) private readonly engine: Pick<Engine, 'sql' | 'versions'>,
    @Inject(CLICKHOUSE) private readonly clickhouse: ClickHouseClient,
    @Inject(LOG) private readonly log: EventLog,
  ) {}

  @Get()
  @Needs('read')
  @ApiOperation({
    summary: 'Read a contact: what is known, where it stands, and what happened, newest first',
  })
  @ApiOkResponse({ standardSchema: timelineAnswer })
  async read(
    @CalledBy() { workspaceId, workspace }: Caller,
    @Param('id') id: string,
    @Query({ schema: pageQuery }) { limit, cursor }: z.infer<typeof pageQuery>,
  ) {
    const { sql } = this.engine;
    const after = readCursor(cursor, eventMark);
    const contact = await findContact(sql, workspaceId, id);
    if (!contact) throw contactNotFound(id);
    const [names, standings, holders] = await Promise.all([
      contactAliases(sql, contact.no),
      contactStandings(sql, contact.no),
      findHolderKeys(sql, workspaceId, contact.id),
    ]);
    const suppressionQuestion = { workspaceId, holders, reason: null, after: null, limit: MAX_SUPPRESSIONS };
    const [suppressions, events, mails, complete] = await Promise.all([
      listSuppressions(sql, suppressionQuestion),
      readTimeline(this.clickhouse, {
        workspace,
        enrollments: standings,
        subjectKeys: names.map(({ subjectKey }) => subjectKey),
        after,
        limit: limit + 1,
      }),
      mailsOfContact(sql, contact.no, MAX_MAILS),
      completeness({ sql, log: this.log }),
    ]);
    const page = cutPage(events, limit, ({ occurredAt, eventId }) => ({
      occurredAt: Date.parse(occurredAt),
      eventId,
    }));
    const aliases = names.filter(({ own }) => !own).map((name) => name.id);
    return showTimeline({ contact, aliases, suppressions, standings, mails, page, completeness: complete });
  }

  @Post('merge')
  @Repeatable()
  @Needs('write')
  @ApiOperation({ summary: 'Merge a contact into another one, which goes on with the history of both' })
  @ApiOkResponse({ standardSchema: mergedAnswer })
  async merge(
    @CalledBy() { workspaceId }: Caller,
    @Param('id') id: string,
    @Body({ schema: mergeBody }) { into }: z.infer<typeof mergeBody>,
  ) {
    const now = timeOf(await readClock(this.engine.sql));
    return merge(this.engine, { workspaceId, id, into, now });
  }

  @Delete()
  @Repeatable()
  @Needs('write')
  @ApiOperation({ summary: 'Erase a contact: what names it goes, what is counted stays' })
  @ApiOkResponse({ standardSchema: erasedAnswer })
  async erase(
    @CalledBy() { workspaceId, name }: Caller,
    @Param('id') id: string,
    @Query({ schema: eraseQuery }) { suppress }: z.infer<typeof eraseQuery>,
  ) {
    const now = timeOf(await readClock(this.engine.sql));
    const suppressedBy = suppress === 'true' ? name : null;
    return erase(this.engine, { workspaceId, id, now, suppressedBy });
  }
}
