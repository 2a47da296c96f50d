import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { iso } from '#engine';
import { countMail, listMail, type Sql } from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { SQL } from '../../ingest/provided.ts';
import { cutPage, numberMark, pageQuery, readCursor, timeMark } from '../page.ts';

const mailMark = z.object({ capturedAt: timeMark, enrollmentNo: numberMark });

const mailList = z.object({
  total: z.int(),
  mail: z.array(
    z.object({
      id: z.uuid().describe('the touch: POST /v1/events takes it as `touch`'),
      to: z.string(),
      subject: z.string(),
      body: z.string(),
      capturedAt: z.iso.datetime(),
      contact: z.string(),
      sequence: z.string(),
      step: z.string(),
      variant: z.string(),
      enrollmentId: z.uuid(),
      enrollmentNo: z.int(),
    }),
  ),
  nextCursor: z.string().nullable(),
});

/** The captured mailbox: what would have gone out. */
@ApiTags('mailbox')
@Controller('v1/mailbox')
export class MailboxController {
  constructor(@Inject(SQL) private readonly sql: Sql) {}

  @Get()
  @Needs('read')
  @ApiOperation({ summary: 'Read the captured mail, newest first' })
  @ApiOkResponse({ standardSchema: mailList })
  async list(
    @CalledBy() { workspaceId }: Caller,
    @Query({ schema: pageQuery }) { limit, cursor }: z.infer<typeof pageQuery>,
  ) {
    const after = readCursor(cursor, mailMark);
    const [total, found] = await Promise.all([
      countMail(this.sql, workspaceId),
      listMail(this.sql, { workspaceId, after, limit: limit + 1 }),
    ]);
    const { rows, nextCursor } = cutPage(found, limit, ({ capturedAt, enrollmentNo }) => ({
      capturedAt,
      enrollmentNo,
    }));
    return { total, mail: rows.map((mail) => ({ ...mail, capturedAt: iso(mail.capturedAt) })), nextCursor };
  }
}
