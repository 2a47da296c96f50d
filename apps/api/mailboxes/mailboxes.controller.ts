import { Body, Controller, Delete, Get, Inject, Param, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { DomainError } from '#engine';
import {
  deleteMailbox,
  findMailbox,
  listMailboxes,
  readClock,
  type Sql,
  type StoredMailbox,
  saveMailbox,
} from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { Repeatable } from '../../ingest/idempotency/repeatable.ts';
import { SQL, timeOf } from '../../ingest/provided.ts';
import { cutPage, keyMark, pageQuery, readCursor } from '../page.ts';
import {
  mailboxAnswer,
  mailboxBody,
  mailboxKey,
  mailboxList,
  mailboxOf,
  showMailbox,
} from './mailbox-shape.ts';

const deletedAnswer = z.object({ key: z.string(), deleted: z.boolean() });

/** The addresses that mail is sent from. */
@ApiTags('mailboxes')
@Controller('v1/mailboxes')
export class MailboxesController {
  constructor(@Inject(SQL) private readonly sql: Sql) {}

  @Get()
  @Needs('read')
  @ApiOperation({ summary: 'List the mailboxes that mail is sent from' })
  @ApiOkResponse({ standardSchema: mailboxList })
  async list(@CalledBy() caller: Caller, @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>) {
    const after = readCursor(query.cursor, keyMark);
    const page = { after, limit: query.limit + 1 };
    const found = await listMailboxes(this.sql, caller.workspaceId, page);
    const { rows, nextCursor } = cutPage(found, query.limit, (row) => row.key);
    const now = timeOf(await readClock(this.sql));
    return { mailboxes: rows.map((mailbox) => showMailbox(mailbox, now)), nextCursor };
  }

  @Get(':key')
  @Needs('read')
  @ApiOperation({ summary: 'Read a mailbox, with what it has sent today and when it is free' })
  @ApiOkResponse({ standardSchema: mailboxAnswer })
  async read(@CalledBy() caller: Caller, @Param('key') key: string) {
    return showMailbox(await this.find(caller, key), timeOf(await readClock(this.sql)));
  }

  @Put(':key')
  @Repeatable()
  @Needs('write')
  @ApiOperation({ summary: 'Make a mailbox, or change it; what it has sent today still counts' })
  @ApiOkResponse({ standardSchema: mailboxAnswer })
  async save(
    @CalledBy() caller: Caller,
    @Param('key', { schema: mailboxKey }) key: string,
    @Body({ schema: mailboxBody }) body: z.output<typeof mailboxBody>,
  ) {
    const now = timeOf(await readClock(this.sql));
    // It is saved as it was read: a mail that goes out in between is not to be forgotten.
    for (;;) {
      const before = await findMailbox(this.sql, caller.workspaceId, key);
      const mailbox = mailboxOf(key, body, before);
      const was = before?.version ?? null;
      if (await saveMailbox(this.sql, { now }, caller.workspaceId, mailbox, was)) break;
    }
    return showMailbox(await this.find(caller, key), now);
  }

  @Delete(':key')
  @Repeatable()
  @Needs('write')
  @ApiOperation({ summary: 'Delete a mailbox; enrollments that wrote from it go on from another' })
  @ApiOkResponse({ standardSchema: deletedAnswer })
  async remove(@CalledBy() { workspaceId }: Caller, @Param('key') key: string) {
    const { existed, namedBy } = await deleteMailbox(this.sql, workspaceId, key);
    if (!existed) throw notFound(key);
    if (namedBy.length > 0)
      throw new DomainError({
        code: 'mailbox-in-use',
        detail: `The mailbox "${key}" is named by the sequences ${namedBy.join(', ')}.`,
        fix: 'Publish them without it, or archive them. Pausing the mailbox is possible at once.',
      });
    return { key, deleted: true };
  }

  private async find(caller: Caller, key: string): Promise<StoredMailbox> {
    const mailbox = await findMailbox(this.sql, caller.workspaceId, key);
    if (!mailbox) throw notFound(key);
    return mailbox;
  }
}

function notFound(key: string): DomainError {
  return new DomainError({
    code: 'mailbox-not-found',
    field: 'key',
    detail: `There is no mailbox "${key}".`,
    fix: 'GET /v1/mailboxes lists those there are; PUT makes one.',
  });
}
