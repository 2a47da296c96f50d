import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Engine, receiveMail, type TakenMail, TouchTokens } from '#runtime';
import { findMail, type Installation, readClock } from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { takenMail } from '../../ingest/inbound/taken-mail.ts';
import { ENGINE, INSTALLATION, timeOf } from '../../ingest/provided.ts';
import { mailId, noMail } from './no-mail.ts';
import { ANSWERS, writeAnswer } from './write-answer.ts';

const answerBody = z.strictObject({ answer: z.enum(ANSWERS) });

/** Plays whoever got a captured mail: a mail comes back, and is read like any other that comes in. */
@ApiTags('mailbox')
@Controller('v1/mailbox/:id/answers')
export class AnswersController {
  private readonly tokens: TouchTokens;

  constructor(
    @Inject(ENGINE) private readonly engine: Pick<Engine, 'sql' | 'versions'>,
    @Inject(INSTALLATION) installation: Installation,
  ) {
    this.tokens = new TouchTokens(installation.secret);
  }

  @Post()
  @HttpCode(200)
  @Needs('ingest')
  @ApiOperation({
    summary: 'Answer a captured mail: a mail of the contact, or of the server of its mail, comes in',
    description: 'The same answer to the same mail is the same mail, and counts once.',
  })
  @ApiOkResponse({ standardSchema: takenMail })
  async answer(
    @CalledBy() { workspaceId }: Caller,
    @Param('id', { schema: mailId }) id: string,
    @Body({ schema: answerBody }) { answer }: z.infer<typeof answerBody>,
  ): Promise<TakenMail> {
    const { sql } = this.engine;
    const mail = await findMail(sql, workspaceId, id);
    if (!mail) throw noMail(id);
    const now = timeOf(await readClock(sql));
    const received = { ...writeAnswer(mail, answer, { at: now, tokens: this.tokens }), receivedAt: now };
    return await receiveMail(this.engine, { workspaceId, provider: 'mailbox', mail: received, now });
  }
}
