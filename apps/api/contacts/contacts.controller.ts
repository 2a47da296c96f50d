import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { contactSchema, upsert } from '#runtime';
import { listContacts, readClock, readWorkspace, type Sql } from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { Repeatable } from '../../ingest/idempotency/repeatable.ts';
import { describedAs } from '../../ingest/open-api/json-schema.ts';
import { SQL, timeOf } from '../../ingest/provided.ts';
import { cutPage, numberMark, pageQuery, readCursor } from '../page.ts';
import { contactList, showContact } from './contact-answer.ts';

const MAX_LINES = 1000;

// Each line is checked on its own, so that a bad one is refused alone.
const contactBatch = z.strictObject({
  contacts: z.array(describedAs(contactSchema)).min(1).max(MAX_LINES),
});

const upsertResults = z.object({
  results: z.array(
    z.object({
      index: z.int(),
      accepted: z.boolean(),
      created: z.boolean().optional(),
      code: z.string().optional(),
      detail: z.string().optional(),
      fix: z.string().optional(),
    }),
  ),
});

const contactQuery = pageQuery.extend({
  id: z.string().max(200).optional().describe('how the id begins'),
  email: z.string().max(320).optional().describe('how the address begins, in letters of either case'),
});

@ApiTags('contacts')
@Controller('v1/contacts')
export class ContactsController {
  constructor(@Inject(SQL) private readonly sql: Sql) {}

  @Post()
  @Repeatable()
  @Needs('write')
  @ApiOperation({
    summary: 'Make or change up to 1,000 contacts; what a line leaves out is kept, null removes it',
  })
  @ApiOkResponse({ standardSchema: upsertResults })
  async upsert(
    @CalledBy() { workspaceId }: Caller,
    @Body({ schema: contactBatch }) { contacts }: z.infer<typeof contactBatch>,
  ) {
    const [workspace, clock] = await Promise.all([readWorkspace(this.sql, workspaceId), readClock(this.sql)]);
    return { results: await upsert(this.sql, { workspace, lines: contacts, now: timeOf(clock) }) };
  }

  @Get()
  @Needs('read')
  @ApiOperation({ summary: 'List the contacts, newest first, or those whose id or address begins so' })
  @ApiOkResponse({ standardSchema: contactList })
  async list(
    @CalledBy() { workspaceId }: Caller,
    @Query({ schema: contactQuery }) query: z.infer<typeof contactQuery>,
  ) {
    const { limit, id = null, email = null } = query;
    const after = readCursor(query.cursor, numberMark);
    const found = await listContacts(this.sql, { workspaceId, id, email, after, limit: limit + 1 });
    const { rows, nextCursor } = cutPage(found, limit, (row) => row.no);
    return { contacts: rows.map(showContact), nextCursor };
  }
}
