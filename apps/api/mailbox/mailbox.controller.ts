import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { TouchTokens } from '#runtime';
import { countMail, findMail, type Installation, listMail, listSightings, type Sql } from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { INSTALLATION, SQL } from '../../ingest/provided.ts';
import { cutPage, numberMark, pageQuery, readCursor, timeMark } from '../page.ts';
import { foundMail, mailList, showFoundMail, showMail } from './mail-answer.ts';
import { MAIL_POLICY, mailPage } from './mail-page.ts';
import { mailId, noMail } from './no-mail.ts';

const mailMark = z.object({ capturedAt: timeMark, enrollmentNo: numberMark });

const mailQuery = pageQuery.extend({
  sequence: z.string().optional().describe('the key of a sequence'),
  to: z.string().max(320).optional().describe('how the address of the recipient begins'),
});

/** The captured mailbox: what would have gone out. */
@ApiTags('mailbox')
@Controller('v1/mailbox')
export class MailboxController {
  private readonly tokens: TouchTokens;

  constructor(
    @Inject(SQL) private readonly sql: Sql,
    @Inject(INSTALLATION) installation: Installation,
  ) {
    this.tokens = new TouchTokens(installation.secret);
  }

  @Get()
  @Needs('read')
  @ApiOperation({ summary: 'Read the captured mail, newest first' })
  @ApiOkResponse({ standardSchema: mailList })
  async list(
    @CalledBy() { workspaceId }: Caller,
    @Query({ schema: mailQuery }) query: z.infer<typeof mailQuery>,
  ) {
    const { limit, cursor, sequence = null, to = null } = query;
    const after = readCursor(cursor, mailMark);
    const [total, found] = await Promise.all([
      countMail(this.sql, workspaceId),
      listMail(this.sql, { workspaceId, sequence, to, after, limit: limit + 1 }),
    ]);
    const { rows, nextCursor } = cutPage(found, limit, ({ capturedAt, enrollmentNo }) => ({
      capturedAt,
      enrollmentNo,
    }));
    return { total, mail: rows.map(showMail), nextCursor };
  }

  @Get(':id')
  @Needs('read')
  @ApiOperation({ summary: 'Read one captured mail, and where its enrollment stands' })
  @ApiOkResponse({ standardSchema: foundMail })
  async read(@CalledBy() { workspaceId }: Caller, @Param('id', { schema: mailId }) id: string) {
    const mail = await findMail(this.sql, workspaceId, id);
    if (!mail) throw noMail(id);
    return showFoundMail(mail, await listSightings(this.sql, mail), this.tokens);
  }

  @Get(':id/html')
  @Needs('read')
  @ApiOperation({ summary: 'Show the HTML of a captured mail as a page that runs nothing' })
  @ApiProduces('text/html')
  @ApiOkResponse({ description: 'the HTML, without the pixel that counts opens', schema: { type: 'string' } })
  async show(
    @CalledBy() { workspaceId }: Caller,
    @Param('id', { schema: mailId }) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const mail = await findMail(this.sql, workspaceId, id);
    if (!mail) throw noMail(id);
    void reply
      .header('content-security-policy', MAIL_POLICY)
      .type('text/html; charset=utf-8')
      .send(mailPage(mail.html ?? ''));
  }
}
